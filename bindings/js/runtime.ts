import { load } from './load.js';
import { Runtime } from './runtime-api.js';
import { runtimeModules } from './runtime-modules.js';
import type { LoadOptions } from './types.js';

export { ZeropointError, type ErrorCode } from './errors.js';
export type * from './model-types.js';
export type { Network } from './network.js';
export type { Runtime } from './runtime-api.js';
export type { RuntimeModel } from './runtime-model.js';
export type { Bits, KernelName, LoadOptions, QParams, Range } from './types.js';

/**
 * Loads a WebAssembly core that runs networks and does nothing else, with the same bytes as results; a fraction of what
 * `loadZeropoint()` loads. Throws `load_failed` when the file cannot be fetched or compiled.
 */
export async function loadRuntime(options: LoadOptions = {}): Promise<Runtime> {
  const { core, kernels } = await load(runtimeModules, options, (url) => fetch(url));
  return new Runtime(core, kernels);
}
