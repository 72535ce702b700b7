// onnxruntime-web's wasm back end.

/** As a function: (bytes of an ONNX file, { shape }) → { run(data), release() }; data are NCHW, float32 or uint8. */
export async function onnxruntime({ threads = 1 } = {}) {
  // The number of threads belongs to an instance, and each address is an instance of its own.
  const entry = import.meta.resolve('onnxruntime-web/wasm');
  const ort = await import(`${entry}?threads=${threads}`);
  // In Node its threads find their files by a path only.
  if (globalThis.process?.versions?.node) ort.env.wasm.wasmPaths = (await import('node:url')).fileURLToPath(new URL('.', entry));
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return async (bytes, { shape }) => {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
    const [input] = session.inputNames;
    const [output] = session.outputNames;
    return {
      async run(data) {
        const tensor = new ort.Tensor(data instanceof Uint8Array ? 'uint8' : 'float32', data, shape);
        return (await session.run({ [input]: tensor }))[output].data;
      },
      release: () => session.release(),
    };
  };
}
