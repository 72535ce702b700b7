import { relaxedSimd, simd } from 'wasm-feature-detect';

import { oneOf } from './arguments.js';
import { ZeropointError } from './errors.js';
import type { KernelName, LoadOptions } from './types.js';

type Factory<Core> = (options: { instantiateWasm: InstantiateWasm }) => Promise<Core>;
type InstantiateWasm = (
  imports: WebAssembly.Imports,
  done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
) => object;

/** WebAssembly modules to choose from: their name without the kernels', the loader that fits all of them, and where each lies. */
export interface Modules<Core> {
  name: string;
  glue: Factory<Core>;
  wasm: Record<KernelName, () => URL>;
}

/** Reads the bytes behind a URL; Node's entry brings its own. */
export type ReadBytes = (url: URL) => Promise<BufferSource | Response>;

async function compile(source: Exclude<LoadOptions['wasm'], undefined>, read: ReadBytes): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) return WebAssembly.compile(source as BufferSource);
  const url = new URL(source, (globalThis as { location?: Location }).location?.href);
  const bytes = await read(url);
  if (!(bytes instanceof Response)) return WebAssembly.compile(bytes);
  if (!bytes.ok) throw new Error(`${url} answered ${bytes.status} ${bytes.statusText}`);
  // Streaming compilation wants the right type; a host that sends another one is served all the same.
  const streams = bytes.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(bytes) : WebAssembly.compile(await bytes.arrayBuffer());
}

async function instantiate<Core>(factory: Factory<Core>, module: WebAssembly.Module): Promise<Core> {
  return new Promise((resolve, reject) => {
    const instantiateWasm: InstantiateWasm = (imports, done) => {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
      return {};
    };
    factory({ instantiateWasm }).then(resolve, reject);
  });
}

async function fastest(): Promise<KernelName> {
  if (await relaxedSimd()) return 'relaxed';
  return (await simd()) ? 'simd128' : 'scalar';
}

export async function load<Core>(modules: Modules<Core>, options: LoadOptions, read: ReadBytes): Promise<{ core: Core; kernels: KernelName }> {
  const wanted = oneOf('kernels', options.kernels ?? 'auto', ['auto', 'scalar', 'simd128', 'relaxed']);
  const kernels = wanted === 'auto' ? await fastest() : wanted;
  try {
    const module = await compile(options.wasm ?? modules.wasm[kernels](), read);
    return { core: await instantiate(modules.glue, module), kernels };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ZeropointError('load_failed', `${modules.name}-${kernels}.wasm could not be loaded: ${why}`, { cause });
  }
}
