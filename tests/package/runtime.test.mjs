// `zeropoint/runtime` as others meet it: a network that the whole package has quantized gives the same bytes there, in Node
// and in a Vite build, which then holds nothing of the whole package.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'vite';
import { answerOf, consumer, fastest, page, root, show } from './support.mjs';

const { folder, run, write, install, tsc, remove } = consumer();
let expected;
const inputs = 'const input = Float32Array.from({ length: 2 * 28 * 28 }, (_, i) => (1 + Math.sin(i * i)) / 2);';
before(() => {
  install();
  copyFileSync(join(root, 'models/fashion-mobile/fashion-mobile.onnx'), join(folder, 'float.onnx'));
  write('quantize.mjs', `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { loadZeropoint } from 'zeropoint';
    ${inputs}
    const zp = await loadZeropoint();
    const net = zp.loadModel(readFileSync('float.onnx'));
    const quantized = net.quantize(await net.calibrate([input]));
    writeFileSync('int8.onnx', quantized.toOnnx());
    const bits = (model) => [...new Uint32Array(model.run(input).logits.data.buffer)];
    console.log(JSON.stringify({ int8: bits(quantized), float: bits(net) }));`);
  expected = JSON.parse(run(process.execPath, ['quantize.mjs']));
});
after(remove);

const useRuntime = `
  ${inputs}
  const runtime = await loadRuntime();
  const answer = { kernels: runtime.kernels };
  for (const name of ['int8', 'float']) {
    const model = runtime.loadModel(files[name]);
    answer[name] = [...new Uint32Array(model.run(input).logits.data.buffer)];
    answer.layers = model.layers.map(({ operator }) => operator);
    answer.inputs = model.inputs;
    answer.methods = ['calibrate', 'quantize', 'sensitivity'].filter((method) => method in model);
    model.dispose();
  }
  try { runtime.loadModel(Uint8Array.of(1, 2, 3)); } catch (error) { answer.refused = error instanceof ZeropointError && error.code; }
  runtime.dispose();
  try { runtime.memory; } catch (error) { answer.disposed = error.code; }`;
const check = ({ layers, ...answer }, kernels) => {
  assert.deepEqual(answer, {
    kernels, ...expected, inputs: [{ name: 'input', type: 'float32', shape: ['batch', 1, 28, 28] }], methods: [],
    refused: 'invalid_argument', disposed: 'disposed',
  });
  assert.equal(layers[0], 'Conv');
};

test('Node, with the same bytes', () => {
  write('use.mjs', `
    import { readFileSync } from 'node:fs';
    import { loadRuntime, ZeropointError } from 'zeropoint/runtime';
    const files = { int8: readFileSync('int8.onnx'), float: readFileSync('float.onnx') };
    ${useRuntime}\nconsole.log(JSON.stringify(answer));`);
  check(JSON.parse(run(process.execPath, ['use.mjs'])), fastest.node);
});

test('the scalar module gives the same bytes', () => {
  write('scalar.mjs', `
    import { readFileSync } from 'node:fs';
    import { loadRuntime } from 'zeropoint/runtime';
    ${inputs}
    const runtime = await loadRuntime({ kernels: 'scalar' });
    const bits = (file) => [...new Uint32Array(runtime.loadModel(readFileSync(file)).run(input).logits.data.buffer)];
    console.log(JSON.stringify({ int8: bits('int8.onnx'), float: bits('float.onnx') }));`);
  assert.deepEqual(JSON.parse(run(process.execPath, ['scalar.mjs'])), expected);
});

test('a Vite build holds the runtime alone', async () => {
  write('vite/index.html', page('./main.js'));
  for (const name of ['int8', 'float']) {
    write(`vite/public/${name}.onnx`, readFileSync(join(folder, `${name}.onnx`)));
  }
  write('vite/main.js', `
    import { loadRuntime, ZeropointError } from 'zeropoint/runtime';
    const files = {};
    for (const name of ['int8', 'float']) files[name] = await (await fetch('./' + name + '.onnx')).arrayBuffer();
    ${useRuntime}\n${show}`);
  const outDir = join(folder, 'vite-out');
  await build({ root: join(folder, 'vite'), base: './', configFile: false, logLevel: 'error', build: { outDir, target: 'es2022' } });
  const modules = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.wasm'));
  assert.deepEqual(modules.map((name) => name.replace(/-[\w-]{8}\.wasm$/, '')).sort(), ['relaxed', 'scalar', 'simd128'].map((kernels) => `zeropoint-runtime-${kernels}`));
  check(await answerOf(outDir), fastest.browser);
});

test('TypeScript: what there is has types, and what there is not does not compile', () => {
  write('good.ts', `
    import { loadRuntime, ZeropointError, type Runtime, type RuntimeModel, type Layer } from 'zeropoint/runtime';
    import { loadZeropoint } from 'zeropoint';
    const runtime: Runtime = await loadRuntime({ kernels: 'simd128' });
    const model: RuntimeModel = runtime.loadModel(new Uint8Array(8), { inputShapes: { x: [1] } });
    const layers: readonly Layer[] = model.layers;
    const alike: RuntimeModel = (await loadZeropoint()).loadModel(new Uint8Array(8));
    export const all = [layers, alike.run(new Float32Array(1)), model.run({ x: new Float32Array(1) })['y']?.shape, runtime.memory.used, ZeropointError];`);
  write('bad.ts', `
    import { loadRuntime } from 'zeropoint/runtime';
    const runtime = await loadRuntime();
    runtime.quantizeImage({});
    runtime.loadModel(new Uint8Array(8)).calibrate([]);`);
  assert.equal(tsc('good.ts', 'bundler'), '');
  assert.equal(tsc('good.ts', 'nodenext'), '');
  assert.equal(tsc('bad.ts', 'bundler').match(/error TS/g).length, 2);
});
