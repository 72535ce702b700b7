// The command zeropoint, as it is built: what it prints, in which form, and how it fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { FLOAT, model, node, tensor, UINT8, value } from './onnx-writer.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-cli-'));
after(() => rmSync(folder, { recursive: true }));

function zeropoint(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, bin.zeropoint), ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Runs what must go well; what it printed. */
function prints(...args) {
  const { status, stdout, stderr } = zeropoint(...args);
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Runs what must fail: one line on stderr, nothing on stdout. */
function fails(code, message, ...args) {
  const { status, stdout, stderr } = zeropoint(...args);
  assert.match(stderr, message);
  assert.deepEqual({ status, stdout, lines: stderr.trimEnd().split('\n').length }, { status: code, stdout: '', lines: 1 }, stderr);
  assert.match(stderr, /^zeropoint: /);
}

function write(name, bytes) {
  writeFileSync(join(folder, name), bytes);
  return name;
}

/** A picture, from a function of column and row that gives [r, g, b]. */
function picture(name, width, height, colour) {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) png.data.set([...colour(x, y), 255], 4 * (y * width + x));
  }
  return write(name, PNG.sync.write(png));
}

// A convolution 3→4 with 3×3 taps, batch normalization, Relu; 2×2 means; a classifier of 5 classes.
const small = (batch, softmax = false) => model({
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }, 'conv'),
    node('BatchNormalization', ['c', 'scale', 'shift', 'mean', 'variance'], ['n'], {}, 'norm'),
    node('Relu', ['n'], ['r'], {}, 'relu'),
    node('AveragePool', ['r'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }, 'pool'),
    node('Flatten', ['p'], ['f'], {}, 'flatten'),
    node('Gemm', ['f', 'g', 'b'], [softmax ? 's' : 'y'], {}, 'classifier'),
    ...(softmax ? [node('Softmax', ['s'], ['y'], { axis: 1 }, 'softmax')] : []),
  ],
  inputs: [value('x', [batch, 3, 4, 6])],
  outputs: [value('y', [batch, 5])],
  weights: [
    tensor('w', [4, 3, 3, 3], new Float32Array(108).fill(0.1)), tensor('scale', [4], Float32Array.of(1, 1, 1, 1)), tensor('shift', [4], new Float32Array(4)),
    tensor('mean', [4], new Float32Array(4)), tensor('variance', [4], Float32Array.of(1, 1, 1, 1)),
    tensor('g', [24, 5], new Float32Array(120).fill(0.25)), tensor('b', [5], Float32Array.of(0.5, 4, 3, 2, 1)),
  ],
  producer: 'by hand',
});
write('small.onnx', small(2));
write('open.onnx', small('batch'));

// Means of the three channels, as they come in: what a preset and a resize make of a picture can be read off.
write('means.onnx', model({
  nodes: [node('GlobalAveragePool', ['x'], ['y'])], inputs: [value('x', [1, 3, 2, 2])], outputs: [value('y', [1, 3, 1, 1])],
}));
picture('colour.png', 2, 2, () => [51, 102, 255]);

const topOf = (text) => Object.fromEntries(JSON.parse(text).results[0].top.map((entry) => [entry.class, entry.score]));
const close = (got, wanted) => Object.entries(wanted).forEach(([i, v]) => assert.ok(Math.abs(got[i] - v) < 1e-5, `class ${i}: ${got[i]}, not ${v}`));

test('--version and --help', () => {
  assert.equal(prints('--version').trim(), version);
  assert.match(prints('--help'), /inspect[\s\S]*run/);
  assert.match(prints('inspect', '--help'), /--shape/);
  assert.match(prints('run', '--help'), /--top[\s\S]*--preset/);
});

test('inspect: parameters, multiply-accumulates and totals, by hand', () => {
  const facts = JSON.parse(prints('inspect', 'small.onnx', '--json'));
  const rows = facts.layers.map(({ name, operator, outputs, parameters, macs }) => [name, operator, outputs[0], parameters, macs]);
  assert.deepEqual(rows, [
    ['conv', 'Conv', [2, 4, 4, 6], 4 * 27 + 4, 2 * 4 * 24 * 27],
    ['pool', 'AveragePool', [2, 4, 2, 3], 0, 0],
    ['flatten', 'Flatten', [2, 24], 0, 0],
    ['classifier', 'Gemm', [2, 5], 24 * 5 + 5, 2 * 5 * 24],
  ]);
  assert.deepEqual(facts.layers[0].activation, { min: 0, max: null });
  assert.deepEqual(facts.inputs, [{ name: 'x', type: 'float32', shape: [2, 3, 4, 6] }]);
  assert.deepEqual({ ...facts.totals, arenaBytes: 0 }, { parameters: 112 + 125, macs: 5184 + 240, weightBytes: 4 * (112 + 125), arenaBytes: 0 });
  // The input and the largest result are alive together.
  assert.ok(facts.totals.arenaBytes >= 4 * (2 * 3 * 24 + 2 * 4 * 24) && facts.totals.arenaBytes < 10_000);
  assert.deepEqual(facts.folded, { BatchNormalization: 1, Relu: 1 });
  assert.equal(facts.producer, 'by hand');
  assert.deepEqual(facts.opsets, { 'ai.onnx': 13 });
});

test('inspect: the table', () => {
  const text = prints('inspect', 'small.onnx');
  assert.match(text, /^conv +Conv \+ Relu +\[2, 4, 4, 6\] +112 +5,184$/m);
  assert.match(text, /^classifier +Gemm +\[2, 5\] +125 +240$/m);
  assert.match(text, /6 nodes in the file, 4 layers; folded or fused: 1 BatchNormalization, 1 Relu/);
  assert.match(text, /^MACs +5,424$/m);
});

test('inspect: an open batch counts as one item', () => {
  const text = prints('inspect', 'open.onnx');
  assert.match(text, /^MACs +2,712$/m);
  assert.match(text, /The batch is open in the file; these are the numbers for one item\./);
  assert.doesNotMatch(prints('inspect', 'small.onnx'), /one item/);
});

test('inspect: other open sizes stay open until --shape fixes them', () => {
  const pictures = { inputs: [value('x', ['batch', 3, 'h', 6])], outputs: [value('y', ['batch', 3, 'h', 6])] };
  write('high.onnx', model({ nodes: [node('Relu', ['x'], ['y'], {}, 'relu')], ...pictures }));
  assert.match(prints('inspect', 'high.onnx'), /\[batch, 3, h, 6\][\s\S]*Sizes are open: --shape x=1,3,1,6 fixes them/);
  for (const shape of ['x=1,3,4,6', '1x3x4x6']) assert.match(prints('inspect', 'open.onnx', '--shape', shape), /^MACs +2,712$/m);
  fails(1, /open\.onnx: .*'x'.*\[1, 4, 4, 6\]/, 'inspect', 'open.onnx', '--shape', 'x=1,4,4,6');
  fails(1, /open\.onnx: .*no input 'z'|open\.onnx: .*'z'/, 'inspect', 'open.onnx', '--shape', 'z=1');
  fails(2, /--shape/, 'inspect', 'open.onnx', '--shape', 'x=one');
});

test('files that cannot be read are named with the reason', () => {
  write('text.onnx', 'this is no model');
  write('loop.onnx', model({ nodes: [node('Loop', ['x'], ['a'], {}, 'l'), node('NonZero', ['a'], ['y'], {}, 'n')], inputs: [value('x', [1])], outputs: [value('y', [1])] }));
  fails(1, /: missing\.onnx: there is no such file$/m, 'inspect', 'missing.onnx');
  fails(1, /: \.: is a folder$/m, 'inspect', '.');
  fails(1, /: text\.onnx: ./, 'inspect', 'text.onnx');
  fails(1, /: loop\.onnx: .*Loop.*NonZero/, 'inspect', 'loop.onnx');
  fails(1, /: missing\.onnx: there is no such file$/m, 'run', 'missing.onnx', 'colour.png');
  fails(1, /: means\.onnx: is no picture/, 'run', 'means.onnx', 'means.onnx');
  fails(1, /: missing\.png: there is no such file$/m, 'run', 'means.onnx', 'missing.png');
});

test('wrong arguments end with 2', () => {
  fails(2, /unknown command 'look'/, 'look');
  fails(2, /missing required argument 'image'/, 'run', 'means.onnx');
  fails(2, /Allowed choices are 0-1, -1-1, 0-255, imagenet, custom/, 'run', 'means.onnx', 'colour.png', '--preset', 'tf');
  fails(2, /at least 1/, 'run', 'means.onnx', 'colour.png', '--top', '0');
});

test('run: the presets', () => {
  const scores = (...args) => topOf(prints('run', 'means.onnx', 'colour.png', '--json', ...args));
  close(scores(), [0.2, 0.4, 1]);
  close(scores('--preset', '-1-1'), [-0.6, -0.2, 1]);
  close(scores('--preset', '0-255'), [51, 102, 255]);
  close(scores('--preset', 'imagenet'), [(0.2 - 0.485) / 0.229, (0.4 - 0.456) / 0.224, (1 - 0.406) / 0.225]);
  close(scores('--preset', 'custom', '--mean', '0.1,0.2,0.5', '--std', '0.5'), [0.2, 0.4, 1]);
  close(scores('--std', '2'), [0.1, 0.2, 0.5]);
  fails(1, /--mean has 2 numbers, the network's input 3 channels/, 'run', 'means.onnx', 'colour.png', '--mean', '1,2');
  fails(1, /--mean and --std go with the preset custom/, 'run', 'means.onnx', 'colour.png', '--preset', 'imagenet', '--mean', '1');
});

test('run: the middle is cropped, or all of it stretched', () => {
  // 4 × 2: the outer columns are white, the middle square is black.
  picture('wide.png', 4, 2, (x) => (x === 0 || x === 3 ? [255, 255, 255] : [0, 0, 0]));
  const red = (...args) => topOf(prints('run', 'means.onnx', 'wide.png', '--json', ...args))[0];
  assert.equal(red(), 0);
  assert.ok(Math.abs(red('--resize', 'stretch') - 0.5) < 0.01);
  picture('large.png', 40, 20, (x, y) => (x >= 18 && x < 22 && y >= 8 && y < 12 ? [255, 0, 0] : [0, 0, 0]));
  assert.ok(topOf(prints('run', 'means.onnx', 'large.png', '--json', '--resize', '20'))[0] > 0.99);
  fails(1, /smaller than the network's 2 × 2/, 'run', 'means.onnx', 'large.png', '--resize', '1');
  fails(1, /--resize must be/, 'run', 'means.onnx', 'large.png', '--resize', 'fill');
});

test('run: grey networks, bytes, channels last', () => {
  write('grey.onnx', model({ nodes: [node('GlobalAveragePool', ['x'], ['y'])], inputs: [value('x', [1, 1, 2, 2])], outputs: [value('y', [1, 1, 1, 1])] }));
  picture('grey.png', 2, 2, () => [51, 51, 51]);
  close(topOf(prints('run', 'grey.onnx', 'grey.png', '--json')), [0.2]);
  write('bytes.onnx', model({ nodes: [node('Flatten', ['x'], ['y'])], inputs: [value('x', [1, 3, 1, 1], UINT8)], outputs: [value('y', [1, 3], UINT8)] }));
  close(topOf(prints('run', 'bytes.onnx', 'colour.png', '--json')), [51, 102, 255]);
  fails(1, /is uint8 and takes bytes as they are/, 'run', 'bytes.onnx', 'colour.png', '--preset', 'imagenet');
  write('last.onnx', model({ nodes: [node('Flatten', ['x'], ['y'])], inputs: [value('x', [1, 1, 2, 3])], outputs: [value('y', [1, 6])] }));
  picture('pair.png', 2, 1, (x) => (x === 0 ? [0, 51, 102] : [153, 204, 255]));
  close(topOf(prints('run', 'last.onnx', 'pair.png', '--layout', 'nhwc', '--top', '6', '--json')), [0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test('run: top classes in order, labels, softmax, several pictures', () => {
  // A black picture leaves the classifier's biases.
  picture('black.png', 6, 4, () => [0, 0, 0]);
  write('one.onnx', small(1));
  write('labels.txt', 'ant\nbee\ncat\ndog\neel\n');
  write('labels.json', JSON.stringify({ 0: ['n0', 'ant'], 1: ['n1', 'bee'], 2: ['n2', 'cat'], 3: ['n3', 'dog'], 4: ['n4', 'eel'] }));
  for (const labels of ['labels.txt', 'labels.json']) {
    const { model: file, values, results } = JSON.parse(prints('run', 'one.onnx', 'black.png', 'black.png', '--top', '2', '--labels', labels, '--json'));
    assert.deepEqual({ file, values, length: results.length }, { file: 'one.onnx', values: 'score', length: 2 });
    assert.deepEqual(results[1], { image: 'black.png', top: [{ class: 1, label: 'bee', score: 4 }, { class: 2, label: 'cat', score: 3 }] });
  }
  const total = [0.5, 4, 3, 2, 1].reduce((sum, x) => sum + Math.exp(x), 0);
  close(topOf(prints('run', 'one.onnx', 'black.png', '--softmax', '--json')), [0.5, 4, 3, 2, 1].map((x) => Math.exp(x) / total));
  const { stdout, stderr } = zeropoint('run', 'one.onnx', 'black.png', '--top', '1', '--labels', 'labels.txt', '--time');
  assert.match(stdout, /^black\.png  \(\d+\.\d ms\)\n +score  class  label\n─+  ─+  ─+\n4\.00000 +1  bee\n/);
  assert.match(stderr, /does not end with a softmax/);
  write('softmax.onnx', small('batch', true));
  const ended = zeropoint('run', 'softmax.onnx', 'black.png', '--top', '1', '--softmax');
  assert.match(ended.stdout, new RegExp(`${(100 * Math.exp(4) / total).toFixed(2)} % +1`));
  assert.equal(ended.stderr, '');
  write('short.txt', 'ant\nbee\n');
  fails(1, /short\.txt: has 2 labels, the network 5 classes/, 'run', 'one.onnx', 'black.png', '--labels', 'short.txt');
});

test('run: one bad picture among good ones fails alone', () => {
  const { status, stdout, stderr } = zeropoint('run', 'means.onnx', 'missing.png', 'colour.png', '--json');
  assert.equal(status, 1);
  assert.match(stderr, /missing\.png/);
  const { results } = JSON.parse(stdout);
  assert.match(results[0].error, /missing\.png/);
  close(Object.fromEntries(results[1].top.map((entry) => [entry.class, entry.score])), [0.2, 0.4, 1]);
});

test('run: networks that take no picture say so', () => {
  write('two.onnx', model({ nodes: [node('Add', ['a', 'b'], ['y'])], inputs: [value('a', [1]), value('b', [1])], outputs: [value('y', [1])] }));
  write('flat.onnx', model({ nodes: [node('Relu', ['x'], ['y'])], inputs: [value('x', [1, 8])], outputs: [value('y', [1, 8])] }));
  write('map.onnx', model({ nodes: [node('Relu', ['x'], ['y'])], inputs: [value('x', [1, 3, 2, 2])], outputs: [value('y', [1, 3, 2, 2])] }));
  write('sizes.onnx', model({ nodes: [node('GlobalAveragePool', ['x'], ['y'])], inputs: [value('x', ['n', 3, 'h', 'w'], FLOAT)], outputs: [value('y', ['n', 3, 1, 1])] }));
  fails(1, /two\.onnx: has 2 inputs/, 'run', 'two.onnx', 'colour.png');
  fails(1, /flat\.onnx: input 'x', float32 \[1, 8\], has no shape of a picture/, 'run', 'flat.onnx', 'colour.png');
  fails(1, /map\.onnx: output 'y' of shape \[1, 3, 2, 2\] is not a list of scores/, 'run', 'map.onnx', 'colour.png');
  fails(1, /sizes\.onnx: .*leaves the size open: give --size/, 'run', 'sizes.onnx', 'colour.png');
  close(topOf(prints('run', 'sizes.onnx', 'colour.png', '--size', '3,5', '--json')), [0.2, 0.4, 1]);
});

test('scalar and simd128 print the same', () => {
  const [scalar, simd128] = ['scalar', 'simd128'].map((kernels) => prints('run', 'one.onnx', 'black.png', '--json', '--kernels', kernels));
  assert.equal(scalar, simd128);
});
