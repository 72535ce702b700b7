// Whole networks beside onnxruntime-web: the outputs agree within 1e-4 of their range, on random numbers and on
// photographs, whatever the batch and the picture's size; and the back ends agree to the last bit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { testData } from '../../tools/setup/data.mjs';
import { requireNetworks } from '../../tools/setup/networks.mjs';
import { exported, light, usual } from '../data/networks/catalogue.mjs';
import { relativeError } from '../data/networks/difference.mjs';
import { batchOf, photograph, randomInput } from '../data/networks/inputs.mjs';
import { withRandomWeights } from '../data/networks/light.mjs';
import { referenceModel } from '../data/networks/ort.mjs';

const limit = 1e-4;
const full = process.env.ZEROPOINT_FULL === '1';

const simd128 = await loadZeropoint({ kernels: 'simd128' });
const scalar = await loadZeropoint({ kernels: 'scalar' });
const data = full ? await testData(['onnx', 'photographs']) : undefined;
const photographs = full
  ? ['chelsea', 'astronaut', 'coffee'].map((name) => join(data.photographs, `${name}.png`))
  : [fileURLToPath(new URL('../../web/public/photos/chelsea.png', import.meta.url))];

// What a network is run on. Sizes that are no multiple of 32 meet other edges in every layer.
function inputsOf({ batch, spatial }) {
  const sizes = [[224, 224], ...(spatial ? [[139, 172]] : [])];
  return sizes.flatMap(([height, width]) => {
    const single = [randomInput([1, 3, height, width]), ...photographs.map((file) => photograph(file, [height, width]))];
    return batch ? [...single, batchOf(single.slice(0, 2))] : single;
  });
}

function withModel(zp, bytes, options, work) {
  const model = zp.loadModel(bytes, options);
  try {
    return work(model);
  } finally {
    model.dispose();
  }
}

const bytesOf = (outputs) => Object.fromEntries(Object.entries(outputs).map(([name, { data: values }]) => [name, Buffer.from(values.buffer)]));

// A network that gives the same for everything would agree with anything.
function assertLively(outputs, what) {
  const [first, second] = outputs.map((output) => Object.values(output)[0].data);
  const distinct = new Set(first).size;
  assert.ok(distinct > first.length / 2, `${what}: ${distinct} different values of ${first.length}`);
  assert.ok(relativeError(first, second) > 0.01, `${what}: the same for different inputs`);
}

async function compare(t, bytes, network) {
  const inputs = inputsOf(network).map((input) => ({ [network.input]: input }));
  const reference = await referenceModel(bytes);
  const expected = [];
  for (const input of inputs) expected.push(await reference.run(input));
  await reference.release();
  assertLively(expected, 'ONNX Runtime');

  const actual = withModel(simd128, bytes, {}, (model) => inputs.map((input) => model.run(input)));
  let most = 0;
  actual.forEach((outputs, i) => {
    assert.deepEqual(Object.keys(outputs), Object.keys(expected[i]));
    for (const [name, { shape, data: values }] of Object.entries(outputs)) {
      assert.deepEqual(shape, expected[i][name].shape);
      const error = relativeError(values, expected[i][name].data);
      assert.ok(error <= limit, `${name} of ${inputs[i][network.input].shape}: ${error} of the range`);
      most = Math.max(most, error);
    }
  });
  t.diagnostic(`at most ${most.toExponential(1)} of the outputs' range`);

  // The smallest input suffices: the scalar kernels take ten times as long. Here its sizes are given when loading.
  const smallest = inputs[inputs.length - (network.batch ? 2 : 1)];
  const { shape } = smallest[network.input];
  const same = withModel(scalar, bytes, { inputShapes: { [network.input]: shape } }, (model) => model.run(smallest));
  assert.deepEqual(bytesOf(same), bytesOf(actual[inputs.indexOf(smallest)]), 'scalar and simd128 differ');
}

for (const name of full ? Object.keys(exported) : usual) {
  const read = () => readFileSync(join(requireNetworks(), `${name}.onnx`));
  test(`${name} gives the outputs of ONNX Runtime`, (t) => compare(t, read(), exported[name]));

  test(`${name}: the layers' multiplications and parameters are those of torch`, () => {
    const { input, macs, parameters } = exported[name];
    const layers = withModel(simd128, read(), { inputShapes: { [input]: [1, 3, 224, 224] } }, (model) => model.layers);
    const sum = (of) => layers.reduce((total, layer) => total + layer[of], 0);
    assert.deepEqual({ macs: sum('macs'), parameters: sum('parameters') }, { macs, parameters });
  });
}

for (const [name, network] of Object.entries(light)) {
  test(`the light ${name} gives the outputs of ONNX Runtime`, { skip: !full && 'part of npm run test:full' }, async (t) => {
    const file = readFileSync(join(data.onnx, `light/light_${name}.onnx`));
    const example = { [network.input]: randomInput([1, 3, 224, 224], 2) };
    await compare(t, await withRandomWeights(file, example), network);
  });
}
