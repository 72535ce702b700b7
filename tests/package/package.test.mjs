// The package as others meet it: packed, installed into an empty folder, and used in Node, in a Vite build,
// as a plain module script under a strict Content-Security-Policy, and by TypeScript.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'vite';
import { model, node, value } from '../node/onnx-writer.mjs';
import { small } from '../node/quantize-support.mjs';
import { answerOf, consumer, fastest, page, show } from './support.mjs';

const { folder, run, write, install, tsc, remove } = consumer();
before(install);
after(remove);

// What each consumer runs: the synchronous API and the worker, with numbers that can be worked by hand.
const useApi = `
  const zp = await loadZeropoint();
  const p = zp.chooseQParams(-1, 2);
  const q = zp.quantize(Float32Array.of(-1, 0, 2, 9), p);
  const answer = { kernels: zp.kernels, zeroPoint: p.zeroPoint, q: [...q] };`;
const expected = { kernels: fastest.browser, zeroPoint: 85, q: [0, 85, 255, 255] };

const relu = model({ nodes: [node('Relu', ['x'], ['y'])], inputs: [value('x', ['n'])], outputs: [value('y', ['n'])] });
const useWorker = `
  const worker = await loadZeropointWorker();
  const picture = { data: Uint8ClampedArray.of(0, 127, 128, 7), width: 1, height: 1 };
  const result = await worker.quantizeImage(picture, { bits: 1, range: { min: 0, max: 1 } });
  answer.pixel = [...result.image.data];
  answer.code = await worker.quantizeImage(picture, { bits: 12 }).catch((error) => error.code);
  const image = await worker.loadImage({ data: new Uint8ClampedArray(2000 * 2000 * 4), width: 2000, height: 2000 });
  const abort = new AbortController();
  answer.aborted = await image.quantize({ ssim: true }, { signal: abort.signal, onProgress: () => abort.abort() }).catch((error) => error.code);
  image.dispose();
  const net = await worker.loadModel(Uint8Array.from(${JSON.stringify([...relu])}), { transfer: true });
  const sent = Float32Array.of(-1, 2, -3);
  const { y } = await net.run({ x: sent }, { transfer: true });
  answer.network = { inputs: net.inputs, layers: net.layers.length, y: [...y.data], shape: y.shape, moved: sent.length === 0 };
  answer.refused = await net.run({ z: Float32Array.of(1) }).catch((error) => error.code);
  net.dispose();
  answer.netDisposed = await net.run(Float32Array.of(1)).catch((error) => error.code);
  const file = Uint8Array.from(${JSON.stringify([...small()])});
  const batches = Array.from({ length: 4 }, (_, i) => ({ x: Float32Array.from({ length: 64 }, (_, k) => Math.sin(k * (i + 2))) }));
  const local = zp.loadModel(file);
  const seen = await local.calibrate(batches);
  const remote = await worker.loadModel(file);
  const samples = [];
  const remoteSeen = await remote.calibrate(batches, { onProgress: (count) => samples.push(count) });
  const stop = new AbortController();
  const endless = (function* () { for (;;) yield batches[0]; })();
  const stopped = await remote.calibrate(endless, { signal: stop.signal, onProgress: () => stop.abort() }).catch((error) => error.code);
  const recipe = { weights: { bits: 4 }, layers: [{ match: 'pool', float: true }] };
  const [ours, theirs] = [local.quantize(seen, recipe), await remote.quantize(remoteSeen, recipe)];
  const alike = (a, b) => JSON.stringify(a, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)) === JSON.stringify(b, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value));
  const untimed = (layers) => layers.map((layer) => ({ ...layer, milliseconds: 0 }));
  const shares = [];
  const ranking = await remote.sensitivity(remoteSeen, recipe, batches, { onProgress: (share) => shares.push(share) });
  const reread = await worker.loadCalibration(await remoteSeen.toJSON());
  await reread.merge(remoteSeen);
  answer.quantization = {
    samples, stopped, merged: reread.samples,
    calibration: alike(await remoteSeen.toJSON(), seen.toJSON()) && alike(remoteSeen.values, seen.values) && alike(await remoteSeen.histogram('x', 8), seen.histogram('x', 8)),
    layers: alike(theirs.layers, ours.layers) && alike(theirs.recipe, ours.recipe) && alike(theirs.size, ours.size),
    run: alike(await theirs.run(batches[1], { values: ['r'] }), ours.run(batches[1], { values: ['r'] })),
    trace: alike(untimed(await theirs.trace(batches[1])), untimed(ours.trace(batches[1]))),
    file: alike(await theirs.toOnnx(), ours.toOnnx()),
    sensitivity: alike(ranking, await local.sensitivity(seen, recipe, batches)), share: shares.at(-1),
    refused: await remote.quantize(remoteSeen, { bits: 4 }).catch((error) => error.code),
  };
  theirs.dispose();
  answer.quantization.disposed = await theirs.toOnnx().catch((error) => error.code);
  worker.dispose();
  answer.disposed = await worker.chooseQParams(0, 1).catch((error) => error.code);`;
const expectedFromWorker = {
  network: { inputs: [{ name: 'x', type: 'float32', shape: ['n'] }], layers: 1, y: [0, 2, 0], shape: [3], moved: true },
  quantization: {
    samples: [2, 4, 6, 8], stopped: 'aborted', merged: 16, calibration: true, layers: true, run: true, trace: true, file: true,
    sensitivity: true, share: 1, refused: 'invalid_argument', disposed: 'disposed',
  },
  refused: 'invalid_argument', netDisposed: 'disposed',
  pixel: [0, 0, 255, 7], code: 'invalid_argument', aborted: 'aborted', disposed: 'disposed' };

test('it holds what it needs and nothing else', () => {
  const files = readdirSync(join(folder, 'node_modules/zeropoint'), { recursive: true }).map(String);
  for (const file of ['dist/index.js', 'dist/index.d.ts', 'dist/worker.d.ts', 'dist/samples.d.ts', 'dist/runtime.d.ts', 'dist/zeropoint-scalar.wasm', 'dist/zeropoint-runtime-scalar.wasm', 'README.md', 'LICENSE']) {
    assert.ok(files.includes(file), file);
  }
  assert.deepEqual(files.filter((file) => /\.(cpp|h|ts)$/.test(file) && !file.endsWith('.d.ts')), []);
  assert.ok(!existsSync(join(folder, 'node_modules/comlink')), 'it has no dependencies');
});

test('the command', () => {
  assert.match(run('npx', ['--offline', 'zeropoint', '--version']), /^\d+\.\d+\.\d+/);
  writeFileSync(join(folder, 'relu.onnx'), relu);
  assert.match(run('npx', ['--offline', 'zeropoint', 'inspect', 'relu.onnx']), /^y +Relu +\[1\]$/m);
  // sharp is not installed here.
  const said = spawnSync('npx', ['--offline', 'zeropoint', 'run', 'relu.onnx', 'photo.png'], { cwd: folder, encoding: 'utf8' });
  assert.equal(said.status, 1);
  assert.match(said.stderr, /npm install sharp/);
});

test('Node', () => {
  write('use.mjs', `import { loadZeropoint } from 'zeropoint';${useApi}\nconsole.log(JSON.stringify(answer));`);
  assert.deepEqual(JSON.parse(run(process.execPath, ['use.mjs'])), { ...expected, kernels: fastest.node });
});

test('samples in Node, with sharp not there', async () => {
  write('set-images.idx3-ubyte', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255));
  write('pictures/a.png', '');
  write('samples.mjs', `import { loadSamples } from 'zeropoint/samples';
    const answer = [];
    for await (const { data } of await loadSamples('set-images.idx3-ubyte')) answer.push(...data);
    answer.push(await loadSamples('pictures').catch((error) => error.code));
    console.log(JSON.stringify(answer));`);
  assert.deepEqual(JSON.parse(run(process.execPath, ['samples.mjs'])), [0, 1, 'load_failed']);
});

test('a Vite build in the browser, with the worker', async () => {
  write('vite/index.html', page('./main.js'));
  write('vite/main.js', `import { loadZeropoint } from 'zeropoint';\nimport { loadZeropointWorker } from 'zeropoint/worker';${useApi}${useWorker}\n${show}`);
  const outDir = join(folder, 'vite-out');
  await build({ root: join(folder, 'vite'), base: './', configFile: false, logLevel: 'error', build: { outDir, target: 'es2022' }, worker: { format: 'es' } });
  assert.deepEqual(await answerOf(outDir), { ...expected, ...expectedFromWorker });
});

test('a plain module script, no bundler, no eval', async () => {
  write('index.html', page('./main.js'));
  const from = './node_modules/zeropoint/dist';
  write('main.js', `import { loadZeropoint } from '${from}/index.js';\nimport { loadZeropointWorker } from '${from}/worker.js';${useApi}${useWorker}\n${show}`);
  assert.deepEqual(await answerOf(folder), { ...expected, ...expectedFromWorker });
});

test('TypeScript: the documented calls have types, wrong ones do not compile', () => {
  write('good.ts', `
    import { loadZeropoint, ZeropointError, type Calibration, type QParams, type Recipe } from 'zeropoint';
    import { loadZeropointWorker } from 'zeropoint/worker';
    import { loadSamples, type Samples } from 'zeropoint/samples';
    export const samples: Samples = await loadSamples('folder', { size: { width: 32, height: 32 } });
    const zp = await loadZeropoint({ kernels: 'auto' });
    const p: QParams = zp.chooseQParams(0, 1, { bits: 4, signed: true });
    const r: Float32Array = zp.dequantize(zp.quantize(new Float32Array(4), p), p);
    const { metrics } = zp.quantizeTensor(r, [2, 2], { granularity: { kind: 'channel', axis: 0 }, method: 'mse' });
    const worker = await loadZeropointWorker();
    const image = await worker.loadImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 });
    const ssim: number | undefined = (await image.quantize({ bits: 3, errorMap: {} })).metrics.ssim;
    const net = zp.loadModel(new Uint8Array(8), { inputShapes: { x: [1, 3, 8, 8] } });
    const result = net.run({ x: new Float32Array(192) })['y'];
    const floats: Float32Array | undefined = result?.type === 'float32' ? result.data : undefined;
    const remote = await worker.loadModel(new ArrayBuffer(8));
    const macs: number | null | undefined = (await remote.run(new Float32Array(1), { transfer: true }), remote.layers[0]?.macs);
    export const more = [floats, macs];
    const recipe: Recipe = { weights: { bits: 4, granularity: { kind: 'block', size: 32 } }, layers: [{ match: 'conv*', float: true }] };
    const calibration: Calibration = await net.calibrate(samples.batches(16), { onProgress: (count: number) => count });
    const quantized = net.quantize(zp.loadCalibration(calibration.toJSON()), recipe);
    const { qparams } = quantized.run(new Float32Array(192), { values: ['a'] })['a']!;
    const worst: string | undefined = (await net.sensitivity(calibration, recipe, samples.batches(1))).only[0]?.layer;
    const remoteQuantized = await remote.quantize(await remote.calibrate([new Float32Array(1)]), { activations: { method: 'mse' } });
    export const quantization = [qparams?.scale, worst, quantized.trace(new Float32Array(192))[0]?.sqnrDb, (await remoteQuantized.toOnnx({ fourBit: 'int4' })).length];
    export const all = [metrics.sqnr, ssim, ZeropointError, zp.kernels];`);
  write('bad.ts', `
    import { loadZeropoint } from 'zeropoint';
    const zp = await loadZeropoint({ kernels: 'avx' });
    zp.chooseQParams('0', 1);
    zp.quantizeTensor(new Float32Array(1), [1], { granularity: { kind: 'channel' } });
    const net = zp.loadModel(new Uint8Array(8));
    net.quantize(await net.calibrate([]), { weights: { granularity: { kind: 'channel', axis: 0 } } });`);
  assert.equal(tsc('good.ts', 'bundler'), '');
  assert.equal(tsc('good.ts', 'nodenext'), '');
  assert.equal(tsc('bad.ts', 'bundler').match(/error TS/g).length, 4);
});
