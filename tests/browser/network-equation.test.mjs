// The byte that the walk through (10) derives from the exported file is the byte that the runtime computes: random
// pixels over all layers of all demo networks, quantized in several ways.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { loadZeropoint } from 'zeropoint';

import { batchOf, modelFile, pageModule, samplesOf } from './network-support.mjs';

const pixels = 10_000;

const recipes = {
  'W8A8 per channel': {},
  'W4A8 per tensor, affine': { weights: { bits: 4, granularity: { kind: 'tensor' }, scheme: 'affine' } },
  'W8A4 per channel, percentile': { activations: { bits: 4, method: 'percentile', percentile: 99.9 } },
  'W4A8 in blocks': { weights: { bits: 4, granularity: { kind: 'block', size: 8 } } },
};

let zp, see, onnx, walk;

before(async () => {
  zp = await loadZeropoint();
  [see, onnx, walk] = await Promise.all(['integer-layer', 'onnx-file', 'walk'].map((name) => pageModule(`network/see/${name}.ts`)));
});

/** A sequence that looks random and is always the same. */
function lots(seed) {
  let x = seed;
  return (below) => {
    x = (x * 48_271) % 2_147_483_647;
    return Math.floor((x / 2_147_483_647) * below);
  };
}

/** Images of the shape: those of the project, or for CIFAR-10, whose images may not be handed on, patches of waves. */
async function images(name, count) {
  const sets = { 'fashion-mobile': 'fashion-mnist-train-512', digits: 'mnist-train-512' };
  if (sets[name]) return batchOf(await samplesOf(sets[name], { limit: count }));
  const data = Float32Array.from({ length: count * 3072 }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.011 * (1 + (Math.floor(i / 3072) % 7)) + Math.floor(i / 1024)));
  return { data, shape: [count, 3, 32, 32] };
}

const names = ['fashion-mobile', 'digits', 'cifar-resnet8'];
const networks = new Map();
after(() => networks.forEach(({ model, calibration }) => [model, calibration].forEach((each) => each.dispose())));

async function calibrated(name) {
  if (!networks.has(name)) {
    const model = zp.loadModel(await modelFile(name));
    const batch = await images(name, 64);
    networks.set(name, { model, batch, calibration: await model.calibrate([{ input: { data: batch.data, shape: batch.shape } }]) });
  }
  return networks.get(name);
}

const share = Math.ceil(pixels / (names.length * Object.keys(recipes).length));

for (const name of names) {
  for (const [title, recipe] of Object.entries(recipes)) {
    test(`${share} pixels of ${name}, ${title}`, async () => {
      const { model, calibration, batch } = await calibrated(name);
      const quantized = model.quantize(calibration, recipe);
      const file = onnx.readOnnx(quantized.toOnnx());
      const layers = model.layers.map((layer) => ({ layer, integer: see.integerLayer(file, layer.name) })).filter(({ integer }) => integer);
      const expected = model.layers.filter(({ macs, operator }) => macs !== 0 || operator === 'Gemm').length;
      assert.equal(layers.length, expected, 'every convolution and matrix product is found in the file');
      const size = batch.data.length / batch.shape[0];
      const random = lots(names.indexOf(name) + 17);
      const input = { data: batch.data.subarray(3 * size, 4 * size), shape: [1, ...batch.shape.slice(1)] };
      const wanted = layers.flatMap(({ layer }) => [layer.reads[0], layer.writes[0]]);
      const values = quantized.run({ input }, { values: [...new Set(wanted)] });
      for (let i = 0; i < share; ++i) {
        const { layer, integer } = layers[random(layers.length)];
        const [from, to] = [values[layer.reads[0]], values[layer.writes[0]]];
        const [, channels, height = 1, width = 1] = from.shape;
        const [, outputs, rows = 1, columns = 1] = to.shape;
        const at = { channel: random(outputs), row: random(rows), column: random(columns) };
        const derived = walk.derive(integer, { data: from.data, channels, height, width }, at);
        const place = `${layer.name}, channel ${at.channel}, row ${at.row}, column ${at.column}`;
        assert.equal(derived.code ?? derived.scaled, to.data[(at.channel * rows + at.row) * columns + at.column], place);
      }
      quantized.dispose();
    });
  }
}
