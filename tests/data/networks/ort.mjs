// onnxruntime-web (wasm, one thread) as the judge of whole networks. Runs in Node and in a browser.
import * as ort from 'onnxruntime-web/wasm';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export const version = ort.env.versions.web;

/** A network there: run({ name: { data, shape } }) → { name: { data, shape } }, and release(). */
export async function referenceModel(bytes) {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  return {
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)]);
      const outputs = Object.entries(await session.run(Object.fromEntries(feeds)));
      return Object.fromEntries(outputs.map(([name, { data, dims }]) => [name, { data, shape: [...dims] }]));
    },
    release: () => session.release(),
  };
}
