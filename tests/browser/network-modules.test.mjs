// Modules of the network section that touch no page: labels, drawings, recipes, layouts, names, weights, the best of what was tried.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { loadZeropoint } from 'zeropoint';

import { model, node, tensor, value } from '../node/onnx-writer.mjs';
import { pageModule } from './network-support.mjs';

const [{ folderLabels, labelsFile }, { centred }, { recipeOf, shortRecipe }, { best }, { connections, place }, { errorLevel }, { countsOf, tileOf }, { floatWeights }, { readOnnx }, { commandLine, snippet }, { shortName }] = await Promise.all(
  ['session/labels', 'run/digit', 'choose/recipe', 'doubt/best', 'graph/layout', 'doubt/sqnr', 'doubt/tiles', 'see/integer-layer', 'see/onnx-file', 'take-away/reproduce', 'graph/layer-names'].map((name) => pageModule(`network/${name}.ts`)),
);

describe('labels', () => {
  const paths = ['photos/cats/1.png', 'photos/dogs/2.png', 'photos/cats/3.png'];

  it('from folders: by the names of the classes where the network has them, else in the order of the folders', () => {
    assert.deepEqual(folderLabels(paths, ['birds', 'dogs', 'Cats']), { labels: Int32Array.of(2, 1, 2) });
    assert.deepEqual(folderLabels(paths, undefined), { labels: Int32Array.of(0, 1, 0), classes: ['cats', 'dogs'] });
    assert.deepEqual(folderLabels(['photos/1.png', 'photos/2.png'], undefined), {});
  });

  it('from folders that are numbers', () => {
    assert.deepEqual([...folderLabels(['7/a.png', '12/b.png'], ['x', 'y', '7']).labels], [7, 12]);
  });

  it('from a file with a class for each image, by number or by name', () => {
    assert.deepEqual([...labelsFile('1.png,4\n3.png 5\n', paths, undefined).labels], [4, -1, 5]);
    assert.deepEqual([...labelsFile('1.png, dog\n2.png; big_cat\n', paths, ['big cat', 'dog']).labels], [1, 0, -1]);
    assert.deepEqual([...labelsFile('{"cats/1.png": 2, "2.png": "dog"}', paths, ['a', 'dog']).labels], [2, 1, -1]);
  });

  it('or from a file with the names of the classes', () => {
    assert.deepEqual(labelsFile('tench\r\ngreat white shark\n\n', paths, undefined), { classes: ['tench', 'great white shark'] });
    assert.deepEqual(labelsFile('["a", "b"]', paths, undefined), { classes: ['a', 'b'] });
  });
});

describe('a drawing becomes 28 × 28', () => {
  it('nothing stays black', () => {
    assert.deepEqual([...new Set(centred({ data: new Uint8Array(100), width: 10, height: 10 }))], [0]);
  });

  it('a square of 40 in a corner becomes one of 20 in the middle', () => {
    const data = new Uint8Array(280 * 280);
    for (let y = 0; y < 40; ++y) data.fill(255, y * 280 + 240, y * 280 + 280);
    const bytes = centred({ data, width: 280, height: 280 });
    for (let i = 0; i < 784; ++i) {
      const inside = [i % 28, Math.floor(i / 28)].every((at) => at >= 4 && at < 24);
      assert.equal(bytes[i], inside ? 255 : 0, `${i % 28}, ${Math.floor(i / 28)}`);
    }
  });

  it('keeps proportions, and the centre of mass in the middle', () => {
    const data = new Uint8Array(100 * 100);
    for (let y = 10; y < 70; ++y) data.fill(255, y * 100 + 20, y * 100 + (y < 40 ? 50 : 23)); // heavy above, thin below
    const bytes = centred({ data, width: 100, height: 100 });
    let [sum, x, y] = [0, 0, 0];
    bytes.forEach((value, i) => {
      sum += value;
      x += value * ((i % 28) + 0.5);
      y += value * (Math.floor(i / 28) + 0.5);
    });
    assert.ok(Math.abs(x / sum - 14) < 0.05 && Math.abs(y / sum - 14) < 0.05, `${x / sum}, ${y / sum}`);
    const rows = [...Array(28).keys()].filter((row) => bytes.subarray(28 * row, 28 * row + 28).some((value) => value > 127));
    assert.equal(rows.length, 20);
  });
});

describe('recipes say what differs from what is assumed anyway', () => {
  const usual = {
    weightBits: 8, weightScheme: 'symmetric', granularity: 'channel', groups: 2, blockSize: 16, weightMethod: 'minmax', weightPercentile: 99.9,
    activationBits: 8, activationScheme: 'affine', activationMethod: 'minmax', activationPercentile: 99.9, float: false,
  };

  it('nothing, for W8A8 per channel', () => assert.deepEqual(recipeOf(usual, {}), {}));

  it('bits, granularity and observers', () => {
    assert.deepEqual(recipeOf({ ...usual, weightBits: 4, granularity: 'block', activationMethod: 'percentile' }, {}), {
      weights: { bits: 4, granularity: { kind: 'block', size: 16 } }, activations: { method: 'percentile', percentile: 99.9 },
    });
    assert.deepEqual(recipeOf({ ...usual, weightBits: 4, weightScheme: 'binary' }, {}), { weights: { scheme: 'binary' } });
  });

  it('and for single layers what differs from the others, back to the usual as well', () => {
    const all = { ...usual, weightBits: 4 };
    assert.deepEqual(recipeOf(all, { first: { weightBits: 8 }, last: { float: true } }), {
      weights: { bits: 4 }, layers: [{ match: 'first', weights: { bits: 8 } }, { match: 'last', float: true }],
    });
  });

  it('a single layer leaves ±1 with its own bits', () => {
    assert.deepEqual(recipeOf({ ...usual, weightScheme: 'binary' }, { a: { weightScheme: 'symmetric', weightBits: 3 } }).layers, [
      { match: 'a', weights: { bits: 3, scheme: 'symmetric' } },
    ]);
  });

  it('in a few words', () => {
    assert.equal(shortRecipe({ ...usual, weightBits: 4, granularity: 'tensor' }, { a: {} }), 'W4A8, per tensor, 1 layer differs');
    assert.equal(shortRecipe({ ...usual, activationMethod: 'moving-average' }, {}), 'W8A8, per channel, activations moving average');
  });
});

it('the best of what was tried: none both smaller and as good', () => {
  const all = [[10, 50], [20, 40], [30, 90], [30, 80], [5, 10], [40, 90]].map(([bytes, good]) => ({ bytes, good }));
  assert.deepEqual(best(all), [{ bytes: 5, good: 10 }, { bytes: 10, good: 50 }, { bytes: 30, good: 90 }]);
});

describe('the weights behind a histogram', () => {
  it('of a matrix product are the numbers of the file, an output after the other', async () => {
    const zp = await loadZeropoint();
    const weights = Float32Array.of(0.5, -1.5, 2.25, 0.125, -0.75, 3); // [inputs 2, outputs 3]
    const file = model({
      nodes: [node('MatMul', ['x', 'w'], ['y'], {}, 'product')], inputs: [value('x', [1, 2])], outputs: [value('y', [1, 3])],
      weights: [tensor('w', [2, 3], weights)],
    });
    const network = zp.loadModel(file);
    const calibration = await network.calibrate([{ x: { data: Float32Array.of(1, -1), shape: [1, 2] } }]);
    const quantized = network.quantize(calibration);
    const found = floatWeights(readOnnx(file), readOnnx(quantized.toOnnx()), 'product');
    assert.deepEqual(found, { shape: [3, 2, 1, 1], values: Float32Array.of(0.5, 0.125, -1.5, -0.75, 2.25, 3) });
    assert.deepEqual(tileOf(found, { kind: 'channel' }, 3, 1), Float32Array.of(-1.5, -0.75));
    assert.deepEqual(tileOf(found, { kind: 'block', size: 1 }, 6, 4), Float32Array.of(2.25));
    for (const each of [quantized, calibration, network]) each.dispose();
  });

  it('are counted from the smallest to the largest', () => {
    assert.deepEqual(countsOf(Float32Array.of(-1, 0, 0.9, 1, 3), 4), { min: -1, max: 3, counts: Float64Array.of(1, 2, 1, 1) });
    assert.deepEqual(countsOf(Float32Array.of(2, 2), 3).counts, Float64Array.of(2, 0, 0));
  });
});

describe('the lines that give the same network again', () => {
  const network = { name: 'net', input: { shape: [3, 8, 8] }, batch: { most: 32 }, preprocessing: { preset: '-1-1', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } };

  it('name the images, how many, and how they become inputs', () => {
    assert.equal(commandLine(network, {}, { path: 'set', limit: 256 }), 'npx zeropoint quantize net.onnx --images set --limit 256 --recipe recipe.json --preset -1-1 --output net-int8.onnx');
    assert.match(snippet(network, {}, { path: 'set', limit: 256 }), /loadSamples\('set', { limit: 256, mean: \[0.5, 0.5, 0.5\], std: \[0.5, 0.5, 0.5\] }\)/);
  });

  it('and for a moving average the batches that it follows', () => {
    const recipe = { activations: { method: 'moving-average' } };
    assert.match(commandLine(network, recipe, { path: 'set' }), / --batch 32 /);
    assert.match(snippet(network, recipe, { path: 'set' }), /calibrate\(samples\.batches\(32\), { averagingConstant: 0\.01 }\)/);
  });
});

it('names of layers are short, and still tell them apart', () => {
  const short = {
    '/features/features.2/conv/conv.0/conv.0.0/Conv': 'features.2/conv.0.0', '/layer1/layer1.0/conv1/Conv': 'layer1.0/conv1', '/layer1/layer1.0/Add': 'layer1.0',
    '/5/5.1/5.1.0/Conv': '5.1.0', '/conv1/Conv': 'conv1', Conv_12: 'Conv_12', '/': '/', '/a/b/c/Relu': 'b/c',
  };
  for (const [name, wanted] of Object.entries(short)) assert.equal(shortName(name), wanted);
  assert.equal(shortName('/a/a_very_long_name_of_a_block/conv1/Conv', 12), '…block/conv1');
});

it('colours go from 40 dB down', () => {
  assert.deepEqual([Infinity, 40, 39.9, 20, 12, 5, 4.9, -3, NaN].map(errorLevel), [0, 0, 1, 2, 4, 5, 6, 6, 6]);
});

describe('the picture of a network', () => {
  const layer = (reads, writes) => ({ name: writes[0], reads, writes });
  const layers = [layer(['x'], ['a']), layer(['a'], ['b']), layer(['b', 'a'], ['y'])];

  it('has an arrow for what one layer writes and another reads', () => {
    assert.deepEqual(connections(layers), [{ from: -1, to: 0 }, { from: 0, to: 1 }, { from: 1, to: 2 }, { from: 0, to: 2 }]);
  });

  it('runs down, or to the right, without boxes that overlap', () => {
    for (const sideways of [false, true]) {
      const { boxes, edges, width, height } = place(layers, sideways);
      assert.equal(boxes.length, 4);
      assert.equal(edges.length, 4);
      const along = boxes.sort((a, b) => a.index - b.index).map(({ x, y }) => (sideways ? x : y));
      assert.deepEqual(along, along.toSorted((a, b) => a - b));
      boxes.forEach(({ x, y }) => assert.ok(x > 0 && x < width && y > 0 && y < height));
    }
  });
});
