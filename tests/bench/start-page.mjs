// One runtime, one network, once: what start.mjs opens page.html for. Its address says which: ?runtime=…&file=…&shape=…
// Leaves in window.start the milliseconds from the page's first script to the first result, those from the navigation, in
// which Chromium starts a process, and the WebAssembly memory after more runs.
const begun = performance.now();

const memories = new Set();

// Memories never shrink, so what they are in the end was their peak. They are made here, or come with an instance.
function watchMemories() {
  const { Memory, instantiate, instantiateStreaming, Instance } = WebAssembly;
  const keep = (result) => {
    const { exports } = result.instance ?? result;
    for (const one of Object.values(exports)) if (one instanceof Memory) memories.add(one);
    return result;
  };
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, args) {
      const memory = new target(...args);
      memories.add(memory);
      return memory;
    },
  });
  WebAssembly.instantiate = async (...args) => keep(await instantiate(...args));
  WebAssembly.instantiateStreaming = async (...args) => keep(await instantiateStreaming(...args));
  WebAssembly.Instance = new Proxy(Instance, { construct: (target, args) => keep(new target(...args)) });
}

const memory = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

const runtimes = {
  async zeropoint() {
    const [{ loadZeropoint }, { zeropoint }] = await Promise.all([import('../../dist/index.js'), import('./peers/zeropoint.mjs')]);
    return zeropoint(await loadZeropoint());
  },
  async runtime() {
    const [{ loadRuntime }, { zeropoint }] = await Promise.all([import('../../dist/runtime.js'), import('./peers/zeropoint.mjs')]);
    return zeropoint(await loadRuntime());
  },
  onnxruntime: async () => (await import('./peers/onnxruntime.mjs')).onnxruntime(),
  litert: async () => (await import('./peers/litert.mjs')).litert(),
};

watchMemories();
const given = new URL(location.href).searchParams;
const shape = given.get('shape').split(',').map(Number);
const input = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5);
const file = fetch(given.get('file')).then((response) => response.arrayBuffer());
const load = await runtimes[given.get('runtime')]();
const model = await load(new Uint8Array(await file), { shape });
await model.run(input);
const done = performance.now();
for (let i = 0; i < 3; ++i) await model.run(input);
window.start = { milliseconds: done - begun, navigation: done, memory: memory() };
