// LiteRT.js: TFLite with XNNPACK in WebAssembly. It is written for pages; in Node it is given the two things of a page
// that its loader asks for, `self` and importScripts.

const hostMemory = 1; // TensorBufferType.HOST_MEMORY

async function likeAPage() {
  const { createRequire } = await import('node:module');
  const { readFileSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  const { fileURLToPath } = await import('node:url');
  globalThis.self ??= globalThis;
  globalThis.importScripts = (address) => {
    const file = fileURLToPath(address);
    const script = new Function('require', '__filename', '__dirname', `${readFileSync(file, 'utf8')}\nself.ModuleFactory = ModuleFactory;`);
    script(createRequire(file), file, dirname(file));
  };
}

const inNode = Boolean(globalThis.process?.versions?.node);
// It looks for a GPU, which it is not to use, and warns that there is none.
async function withoutWarnings(work) {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

// The package's Tensor knows float32, int32 and uint8 only: int8 goes through the functions below it.
async function onCodes({ liteRtWasm: wasm, ...runtime }, bytes, options) {
  const environment = runtime.defaultEnvironment.liteRtEnvironment;
  const file = wasm._malloc(bytes.length);
  wasm.HEAPU8.set(bytes, file);
  const model = wasm.loadModel(environment, file, bytes.length);
  const compiled = await wasm.compileModel(environment, model, { ...options, environment: runtime.defaultEnvironment });
  const type = model.getInputTensorType(0, 0);
  return {
    async run(data) {
      const buffer = wasm.LiteRtTensorBuffer.createManaged(environment, { value: hostMemory }, type, data.length);
      wasm.HEAPU8.set(new Uint8Array(data.buffer), buffer.lock(wasm.LiteRtTensorBufferLockMode.WRITE));
      buffer.unlock();
      const [output] = await compiled.run(0, [buffer]);
      const start = output.lock(wasm.LiteRtTensorBufferLockMode.READ);
      const result = new Int8Array(wasm.HEAPU8.slice(start, start + output.packedSize()).buffer);
      output.unlock();
      output.delete();
      buffer.delete();
      return result;
    },
    complete: compiled.isFullyAccelerated(),
    release() {
      for (const one of [type, compiled, model]) one.delete();
      wasm._free(file);
    },
  };
}

/**
 * LiteRT.js as a function: (bytes of a .tflite file, { codes }) → { run(data), complete, release() }. Data are NHWC,
 * float32, or int8 with `codes`; `complete` is whether XNNPACK runs all of it.
 */
export async function litert({ threads = 1 } = {}) {
  if (inNode && threads > 1) throw new Error('LiteRT.js has threads in pages only');
  if (inNode) await likeAPage();
  const entry = import.meta.resolve('@litertjs/core');
  // Each address is an instance of its own: one with threads may stand beside one without.
  const { loadLiteRt, Tensor } = await import(`${entry}?threads=${threads}`);
  globalThis.self.Module = { print() {}, printErr() {} }; // it tells of every model that it loads
  const runtime = await withoutWarnings(() => loadLiteRt(new URL('../wasm/', entry).href, { threads: threads > 1 }));
  const options = { accelerator: 'wasm', cpuOptions: { numThreads: threads } };
  return async (bytes, { codes = false } = {}) => {
    if (codes) return onCodes(runtime, bytes, options);
    const model = await runtime.loadAndCompile(bytes, options);
    const [{ shape }] = model.getInputDetails();
    return {
      async run(data) {
        const input = new Tensor(data, shape);
        const [output] = await model.run(input);
        const result = output.toTypedArray();
        input.delete();
        output.delete();
        return result;
      },
      complete: model.isFullyAccelerated,
      release: () => model.delete(),
    };
  };
}
