// Quantized networks: recipes, integer runs, what they report, and the ONNX files that they become.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { top1 } from '../../models/common/accuracy.mjs';
import { networks, testSet } from '../../models/common/networks.mjs';
import { testData } from '../../tools/setup/data.mjs';
import { referenceModel } from '../data/networks/ort.mjs';
import { demo, imagesOf, inputsOf, numbers, refuses, rejects, small, smallBatches } from './quantize-support.mjs';

const full = process.env.ZEROPOINT_FULL === '1';
const zp = await loadZeropoint();
const load = (file) => JSON.parse(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'));
const expected = load('../data/fake_quant/expected.json');
const record = load('../../models/record.json');

const model = zp.loadModel(small());
const calibration = await model.calibrate(smallBatches(20));
const x = numbers(64, 99);

async function rightOnes(network, samples) {
  let right = 0;
  for await (const { data, shape, labels } of samples.batches(50)) {
    const { logits } = network.run({ input: { data, shape } });
    top1(logits.data, 10).forEach((answer, i) => (right += answer === labels[i] ? 1 : 0));
  }
  return right;
}

// The independent numbers of tests/data/fake_quant, min-max throughout.
const cell = (name, granularity) => expected[name].cells.find((one) =>
  one.granularity === granularity && one.weightBits === 8 && one.activationBits === 8 && one.weights === 'min-max' && one.activations === 'min-max').correct;

test('fashion-mobile collapses with one scale for all weights and holds with one a channel', async () => {
  const float = demo(zp, 'fashion-mobile');
  const seen = await float.calibrate(inputsOf(await imagesOf('fashion-mnist-train-512')));
  const images = await imagesOf('fashion-mnist-test-500');
  const of = (kind) => rightOnes(float.quantize(seen, { weights: { granularity: { kind } } }), images);
  const [tensor, channel] = [await of('tensor'), await of('channel')];
  // The 500 are a part of the 10,000: two points are three standard deviations of what changes between float and W8A8.
  assert.ok(Math.abs(tensor / 500 - cell('fashion-mobile', 'tensor') / 1e4) < 0.02, `${tensor} right per tensor`);
  const lost = (record['fashion-mobile'].shippedRight - channel) / 500;
  assert.ok(Math.abs(lost - (expected['fashion-mobile'].float - cell('fashion-mobile', 'channel')) / 1e4) < 0.02, `${channel} right per channel`);
});

// The calibration images of cifar10 are not packed.
for (const [name, { set }] of Object.entries(networks).filter(([, { set }]) => set !== 'cifar10')) {
  test(`${name}: W8A8 on the whole test set is within half a point of the independent numbers`, { skip: !full && 'part of npm run test:full' }, async () => {
    await testData([set]);
    const float = demo(zp, name);
    const seen = await float.calibrate(inputsOf(await imagesOf(`${set}-train-512`)));
    for (const kind of ['tensor', 'channel']) {
      const right = await rightOnes(float.quantize(seen, { weights: { granularity: { kind } } }), await testSet(set));
      assert.ok(Math.abs(right - cell(name, kind)) <= 50, `${kind}: ${right} right, ${cell(name, kind)} expected`);
    }
  });
}

test('layers tell how they run', () => {
  const { layers, size, inputs, outputs } = model.quantize(calibration);
  assert.deepEqual(layers.map(({ name, float, runsAs }) => [name, float, runsAs]), [
    ['first', false, 'QLinearConv'], ['pool', false, 'com.microsoft.QLinearGlobalAveragePool'], ['flatten', false, 'Flatten'], ['last', false, 'com.microsoft.QGemm'],
  ]);
  const [first, , , last] = layers;
  assert.deepEqual([first.weights.bits, first.weights.granularity, first.weights.qparams.length], [8, { kind: 'channel' }, 4]);
  // 72 codes, 4 scales.
  assert.equal(first.weights.bytes, 72 + 16);
  assert.deepEqual(first.output, { ...zp.chooseQParams(0, calibration.values[1].max), bits: 8, signed: false });
  assert.equal(last.output, undefined); // logits stay float
  assert.equal(size.weightBytes, 72 + 16 + 12 + 12);
  assert.equal(size.floatBytes, 4 * (72 + 4 + 12 + 3));
  assert.ok(size.bytes > size.weightBytes && size.bytes < size.floatBytes);
  assert.deepEqual([inputs, outputs], [model.inputs, model.outputs]);
});

test('what is left in float says why', () => {
  const { layers } = model.quantize(calibration, { layers: [{ match: 'p*', float: true }] });
  assert.deepEqual(layers.map(({ name, float }) => [name, float]), [['first', false], ['pool', true], ['flatten', false], ['last', false]]);
  assert.match(layers[1].why, /float/);
  assert.equal(layers[1].weights, undefined);
});

test('the recipe comes back with its defaults', () => {
  const { recipe } = model.quantize(calibration, { weights: { bits: 4 }, activations: { method: 'percentile' }, layers: [{ match: 'last', weights: { granularity: { kind: 'tensor' } } }] });
  assert.deepEqual(recipe.weights, { bits: 4, scheme: 'symmetric', granularity: { kind: 'channel' }, method: 'minmax', percentile: 99.99 });
  assert.deepEqual({ ...recipe.activations }, { bits: 8, scheme: 'affine', signed: false, method: 'percentile', percentile: 99.99 });
  assert.equal(recipe.input.bits, 8);
  assert.equal(recipe.output, 'float');
  assert.equal(recipe.layers[0].match, 'last');
  // It is a recipe again, of the same network.
  assert.deepEqual(model.quantize(calibration, recipe).recipe, recipe);
});

test('recipes that are wrong are refused by what is wrong', () => {
  const wrong = (message, recipe, code = 'invalid_argument') => refuses(code, message, () => model.quantize(calibration, recipe));
  wrong(/recipe has no 'weight'; it has 'weights', /, { weight: { bits: 4 } });
  wrong(/recipe\.weights has no 'bit'/, { weights: { bit: 4 } });
  wrong(/recipe\.layers\[1\]\.activations has no 'Bits'/, { layers: [{ match: 'first' }, { match: 'last', activations: { Bits: 4 } }] });
  wrong(/recipe\.layers\[0\]\.match must be a string/, { layers: [{ weights: { bits: 4 } }] });
  wrong(/recipe\.weights\.granularity\.kind must be one of tensor, channel, group, block/, { weights: { granularity: { kind: 'row' } } });
  wrong(/recipe\.weights\.granularity\.groups must be an integer/, { weights: { granularity: { kind: 'group' } } });
  wrong(/recipe\.weights\.granularity has no 'axis'/, { weights: { granularity: { kind: 'channel', axis: 0 } } });
  wrong(/recipe\.weights\.method must be one of/, { weights: { method: 'moving-average' } });
  wrong(/recipe\.output must be one of/, { output: 'int8' });
  wrong(/recipe\.weights must be an object/, { weights: 8 });
  wrong(/recipe must be an object/, 'W4');
  wrong(/recipe\.layers must be an array/, { layers: {} });
  wrong(/bits.*9/, { weights: { bits: 9 } });
  wrong(/'nowhere'/, { layers: [{ match: 'nowhere', float: true }] });
  wrong(/moving/, { activations: { method: 'moving-average' } });
  wrong(/first.*4 output channels/s, { weights: { granularity: { kind: 'group', groups: 3 } } });
  refuses('invalid_argument', /needs a calibration/, () => model.quantize({}));
});

test('intermediate values: codes with what they stand for, and floats where the layer runs in float', () => {
  const quantized = model.quantize(calibration, { float: true, layers: [{ match: 'first', float: false }] });
  const { r, p, y } = quantized.run(x, { values: ['r', 'p'] });
  const float = model.run(x, { values: ['r', 'p'] });
  assert.deepEqual([r.type, r.shape, r.qparams], ['uint8', [2, 4, 4, 4], quantized.layers[0].output]);
  const real = zp.dequantize(r.data, r.qparams);
  float.r.data.forEach((value, i) => assert.ok(Math.abs(value - real[i]) < 2 * r.qparams.scale, `at ${i}: ${real[i]}, not ${value}`));
  assert.deepEqual([p.type, p.qparams], ['float32', undefined]);
  assert.deepEqual(quantized.run(x).y, y);
  refuses('invalid_argument', /'q'/, () => quantized.run(x, { values: ['q'] }));
  refuses('invalid_argument', /values must be an array of names/, () => model.run(x, { values: 'r' }));
});

test('a trace is what comparing the two runs gives', () => {
  const quantized = model.quantize(calibration, { output: 'quantized' });
  const layers = quantized.trace(x);
  assert.deepEqual(layers.map(({ name }) => name), ['first', 'pool', 'flatten', 'last']);
  const [float, codes] = [model.run(x, { values: ['r'] }), quantized.run(x, { values: ['r'] })];
  const { sqnr, cosine, maxAbsError } = zp.compare(float.r.data, zp.dequantize(codes.r.data, codes.r.qparams));
  assert.deepEqual([layers[0].sqnrDb, layers[0].cosineSimilarity, layers[0].maxAbsError], [sqnr, cosine, maxAbsError]);
  assert.deepEqual(layers[0].qparams, quantized.layers[0].output);
  const sum = ({ counts, below, above }) => counts.reduce((a, b) => a + b, below + above);
  assert.deepEqual([sum(layers[0].weightHistogram), sum(layers[0].activationHistogram)], [72, 2 * 4 * 16]);
  assert.equal(layers[1].weightHistogram, undefined);
  for (const { milliseconds, saturatedShare } of layers) assert.ok(milliseconds >= 0 && saturatedShare >= 0 && saturatedShare <= 1);
  // Calibrated on half the range, values are cut off.
  const narrow = model.quantize(calibration, { activations: { method: 'percentile', percentile: 60 } }).trace(x);
  assert.ok(narrow[0].saturatedShare > 0.05, `${narrow[0].saturatedShare}`);
});

test('the file is QDQ, and gives the same here and in ONNX Runtime', async () => {
  const cases = [[{}, 13], [{ activations: { bits: 5 } }, 13], [{ weights: { bits: 4 } }, 13], [{ activations: { signed: true } }, 13]];
  for (const [recipe, opset] of cases) {
    const quantized = model.quantize(calibration, recipe);
    const file = quantized.toOnnx();
    assert.deepEqual(quantized.toOnnx(), file);
    const loaded = zp.loadModel(file);
    assert.equal(loaded.file.opsets['ai.onnx'], opset);
    assert.match(loaded.file.producer, /^zeropoint \d+\.\d+\.\d+$/);
    assert.ok(loaded.file.operators.QuantizeLinear > 0 && loaded.file.operators.Conv === 1);
    const { y } = quantized.run(x);
    assert.deepEqual(loaded.run(x).y, y);
    const reference = await referenceModel(file);
    const theirs = await reference.run({ x: { data: x, shape: [2, 2, 4, 4] } });
    await reference.release();
    theirs.y.data.forEach((value, i) => assert.ok(Math.abs(value - y.data[i]) < 1e-5, `at ${i}: ${y.data[i]}, ONNX Runtime has ${value}`));
  }
});

test('blocks and 4-bit types are of opset 21', async () => {
  for (const [recipe, options] of [[{ weights: { granularity: { kind: 'block', size: 1 } } }, {}], [{ weights: { bits: 4 } }, { fourBit: 'int4' }]]) {
    const quantized = model.quantize(calibration, recipe);
    const file = quantized.toOnnx(options);
    const loaded = zp.loadModel(file);
    assert.equal(loaded.file.opsets['ai.onnx'], 21);
    assert.deepEqual(loaded.run(x).y, quantized.run(x).y);
  }
  refuses('invalid_argument', /fourBit must be one of int8, int4/, () => model.quantize(calibration).toOnnx({ fourBit: 'int2' }));
});

test('a network that is quantized already is refused', async () => {
  const loaded = zp.loadModel(model.quantize(calibration).toOnnx());
  const again = await loaded.calibrate(smallBatches(1));
  refuses('unsupported', /quantized/, () => loaded.quantize(again));
});

test('codes of a file come with what they stand for', () => {
  const quantized = model.quantize(calibration);
  const loaded = zp.loadModel(quantized.toOnnx());
  const [name] = loaded.layers.find((layer) => layer.name === 'first').writes;
  assert.deepEqual(loaded.run(x, { values: [name] })[name].qparams, quantized.layers[0].output);
});

test('sensitivity ranks the layers, with progress and cancel', async () => {
  const seen = [];
  const bad = { layers: [{ match: 'first', weights: { bits: 2 } }] };
  const { only, allBut } = await model.sensitivity(calibration, bad, smallBatches(4), { onProgress: (done) => seen.push(done) });
  assert.equal(only[0].layer, 'first');
  assert.equal(allBut[0].layer, 'first');
  assert.deepEqual(only.map(({ sqnrDb }) => sqnrDb), only.map(({ sqnrDb }) => sqnrDb).toSorted((a, b) => a - b));
  for (const { agreement } of [...only, ...allBut]) assert.ok(agreement >= 0 && agreement <= 1);
  assert.equal(seen.at(-1), 1);
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  const abort = new AbortController();
  await rejects('aborted', /sweep/, model.sensitivity(calibration, {}, smallBatches(2), { signal: abort.signal, onProgress: () => abort.abort() }));
  await rejects('invalid_argument', /no 'bits'/, model.sensitivity(calibration, { bits: 4 }, smallBatches(1)));
});

test('scalar and simd128 give the same bytes', async () => {
  const scalar = await loadZeropoint({ kernels: 'scalar' });
  const [a, b] = await Promise.all([zp, scalar].map(async (instance) => {
    const network = instance.loadModel(small());
    const seen = await network.calibrate(smallBatches(20));
    const quantized = network.quantize(seen, { activations: { method: 'mse' }, weights: { method: 'entropy' } });
    return { json: JSON.stringify(seen), y: quantized.run(x, { values: ['r', 'p'] }), file: quantized.toOnnx() };
  }));
  assert.deepEqual(a, b);
});

test('all is given back on dispose(), after errors too', async () => {
  const once = () => {
    const quantized = model.quantize(calibration, { activations: { bits: 6 } });
    quantized.run(x);
    quantized.trace(x);
    quantized.toOnnx();
    refuses('shape_mismatch', /x/, () => quantized.run(new Float32Array(5)));
    refuses('invalid_argument', /nowhere/, () => model.quantize(calibration, { layers: [{ match: 'nowhere' }] }));
    quantized.dispose();
    return quantized;
  };
  for (let i = 0; i < 3; ++i) once();
  const before = zp.memory;
  for (let i = 0; i < 200; ++i) once();
  assert.deepEqual(zp.memory, before);
  refuses('disposed', /disposed/, () => once().run(x));
});

test('a trace needs the float network', () => {
  const float = zp.loadModel(small());
  const quantized = float.quantize(calibration);
  float.dispose();
  assert.equal(quantized.run(x).y.shape[1], 3);
  refuses('disposed', /disposed/, () => quantized.trace(x));
});
