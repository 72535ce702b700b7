// zeropoint quantize and zeropoint compare, as they are built.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { loadZeropoint } from 'zeropoint';
import { loadSamples } from 'zeropoint/samples';
import { model, node, tensor, UINT8, value } from './onnx-writer.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-cli-quantize-'));
after(() => rmSync(folder, { recursive: true }));

const fashion = join(root, 'models/fashion-mobile/fashion-mobile.onnx');
const train = join(root, 'models/data/fashion-mnist-train-512');
const images = join(root, 'models/data/fashion-mnist-test-500');

function zeropoint(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, bin.zeropoint), ...args.map(String)], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}
function prints(...args) {
  const { status, stdout, stderr } = zeropoint(...args);
  assert.equal(status, 0, stderr);
  return stdout;
}
function fails(code, message, ...args) {
  const { status, stdout, stderr } = zeropoint(...args);
  assert.match(stderr, message);
  assert.deepEqual({ status, stdout, lines: stderr.trimEnd().split('\n').length }, { status: code, stdout: '', lines: 1 }, stderr);
}
const write = (name, data) => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), data);
  return name;
};

// Means of the channels of 2 × 2 pictures, and of these the three scores of a classifier.
const classifier = (shape = ['batch', 3, 2, 2], type = undefined) => model({
  nodes: [node('Conv', ['x', 'w'], ['c'], {}, 'conv'), node('GlobalAveragePool', ['c'], ['p'], {}, 'pool'), node('Flatten', ['p'], ['f'], {}, 'flatten'), node('Gemm', ['f', 'g'], ['y'], {}, 'scores')],
  inputs: [value('x', shape, type)], outputs: [value('y', ['batch', 3])],
  weights: [tensor('w', [3, 3, 1, 1], Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)), tensor('g', [3, 3], Float32Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2))],
});
write('net.onnx', classifier());
const colours = { red: [250, 20, 10], green: [20, 240, 30], blue: [0, 40, 255] };
Object.entries(colours).forEach(([name, rgb], i) => {
  for (let k = 0; k < 4; ++k) {
    const png = new PNG({ width: 2, height: 2 });
    for (let at = 0; at < 4; ++at) png.data.set([...rgb.map((byte) => Math.max(0, byte - 3 * k)), 255], 4 * at);
    const bytes = PNG.sync.write(png);
    write(`pictures/${name}-${k}.png`, bytes);
    write(`classes/${i}-${name}/${k}.png`, bytes);
  }
});

test('quantize writes what the package makes of the same images', async () => {
  const text = prints('quantize', fashion, '--images', train, '-o', 'fashion.onnx', '--batch', 64);
  assert.match(text, /^\/0\/0\.0\/Conv +Conv +QLinearConv +8 bits per channel, 16 scales +uint8 S=0\.0235 Z=0$/m);
  assert.match(text, /^layers +14 in integers, 0 in float$/m);
  assert.match(text, /times smaller than in float/);
  const zp = await loadZeropoint();
  const network = zp.loadModel(readFileSync(fashion));
  const calibration = await network.calibrate((await loadSamples(train)).batches(64));
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'fashion.onnx'))), network.quantize(calibration).toOnnx());
});

test('options and recipe files go together', () => {
  write('recipe.json', JSON.stringify({ weights: { bits: 4, method: 'mse' }, layers: [{ match: 'scores', float: true }] }));
  const { recipe, layers, images: count, output } = JSON.parse(prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n.onnx', '--recipe', 'recipe.json',
    '--weight-bits', 6, '--granularity', 'group:3', '--activation-bits', 7, '--method', 'percentile', '--percentile', 99, '--limit', 8, '--json'));
  assert.deepEqual([recipe.weights.bits, recipe.weights.method, recipe.weights.granularity], [6, 'mse', { kind: 'group', groups: 3 }]);
  assert.deepEqual([recipe.activations.bits, recipe.activations.method, recipe.activations.percentile], [7, 'percentile', 99]);
  assert.deepEqual([count, output], [8, 'n.onnx']);
  assert.deepEqual(layers.map(({ name, float }) => [name, float]), [['conv', false], ['pool', false], ['flatten', false], ['scores', true]]);
  prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n.onnx', '--method', 'moving-average', '--granularity', 'tensor');
  prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n.onnx', '--weight-bits', 3, '--four-bit', 'int4', '--weight-scheme', 'affine');
});

test('pictures are prepared as run prepares them', () => {
  const range = (...options) => JSON.parse(prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n.onnx', '--json', ...options)).layers[0].output;
  // The conv's results are the bytes / 255, up to 1.
  assert.equal(range().scale, Math.fround(1 / 255));
  assert.equal(range('--preset', '-1-1').scale, Math.fround(2 / 255));
  assert.equal(range('--mean', '0', '--std', '0.5').scale, Math.fround(2 / 255));
});

test('a network whose batch is fixed takes whole batches', () => {
  write('four.onnx', classifier([4, 3, 2, 2]));
  assert.equal(JSON.parse(prints('quantize', 'four.onnx', '--images', 'pictures', '-o', 'n.onnx', '--json', '--limit', 11)).images, 8);
  fails(1, /pictures: has 3 images, four\.onnx takes 4 at a time/, 'quantize', 'four.onnx', '--images', 'pictures', '-o', 'n.onnx', '--limit', 3);
});

test('compare: error of each layer, agreement, accuracy of a packed set', () => {
  prints('quantize', fashion, '--images', train, '-o', 'f8.onnx', '--batch', 64);
  prints('quantize', fashion, '--images', train, '-o', 'tensor.onnx', '--batch', 64, '--granularity', 'tensor');
  const compared = (file) => JSON.parse(prints('compare', fashion, file, '--images', images, '--batch', 100, '--json'));
  const [channel, tensor_] = [compared('f8.onnx'), compared('tensor.onnx')];
  assert.equal(channel.images, 500);
  assert.ok(channel.agreement > 0.95 && tensor_.agreement < 0.2, `${channel.agreement}, ${tensor_.agreement}`);
  assert.equal(channel.accuracy.float, JSON.parse(readFileSync(join(root, 'models/record.json'), 'utf8'))['fashion-mobile'].shippedRight / 500);
  assert.ok(channel.layers.length >= 12);
  assert.equal(channel.layers.at(-1).layer, 'logits');
  for (const { layer, sqnrDb } of channel.layers) assert.ok(sqnrDb > 15 && sqnrDb < 60, `${layer}: ${sqnrDb} dB`);
  const text = prints('compare', fashion, 'f8.onnx', '--images', images, '--limit', 50);
  assert.match(text, /^images +50$/m);
  assert.match(text, /^agreement +\d+\.\d\d % of the answers are the float network's$/m);
  assert.match(text, /^accuracy +\d+\.\d\d %, in float \d+\.\d\d %$/m);
});

test('compare: classes by folders, by a file of labels, and not at all', () => {
  prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n8.onnx');
  const compared = (...args) => JSON.parse(prints('compare', 'net.onnx', 'n8.onnx', '--json', ...args));
  assert.deepEqual(compared('--images', 'classes').accuracy, { float: 1, quantized: 1 });
  assert.equal(compared('--images', 'pictures').accuracy, undefined);
  // The pictures come in the order of their names: blue, green, red.
  write('labels.txt', [2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 2, 2].join('\n'));
  assert.deepEqual(compared('--images', 'pictures', '--labels', 'labels.txt').accuracy, { float: 10 / 12, quantized: 10 / 12 });
  write('names.txt', '2-blue\n1-green\n0-red\n');
  assert.deepEqual(compared('--images', 'classes', '--classes', 'names.txt').accuracy, { float: 4 / 12, quantized: 4 / 12 });
  write('short.txt', '1\n');
  fails(1, /short\.txt: has 1 labels for 12 images/, 'compare', 'net.onnx', 'n8.onnx', '--images', 'pictures', '--labels', 'short.txt');
  write('few.txt', 'red\n');
  fails(1, /few\.txt: has no class '0-red'/, 'compare', 'net.onnx', 'n8.onnx', '--images', 'classes', '--classes', 'few.txt');
});

test('a network beside itself is exact', () => {
  const { agreement, layers } = JSON.parse(prints('compare', 'net.onnx', 'net.onnx', '--images', 'pictures', '--json'));
  assert.equal(agreement, 1);
  assert.deepEqual(layers.map(({ sqnrDb, maxAbsError }) => [sqnrDb, maxAbsError]), layers.map(() => [null, 0]));
});

test('what is wrong is told in one line', () => {
  const quantize = (...args) => ['quantize', 'net.onnx', '--images', 'pictures', '-o', 'n.onnx', ...args];
  fails(2, /required option '--images <path>'/, 'quantize', 'net.onnx', '-o', 'n.onnx');
  fails(2, /required option '-o, --output <file>'/, 'quantize', 'net.onnx', '--images', 'pictures');
  fails(2, /It must be tensor, channel, group:<groups> or block:<input channels>/, ...quantize('--granularity', 'group'));
  fails(2, /Allowed choices are minmax/, ...quantize('--method', 'max'));
  fails(1, /net\.onnx: .*bits.*9/, ...quantize('--weight-bits', 9));
  fails(1, /nowhere: there is no such folder/, 'quantize', 'net.onnx', '--images', 'nowhere', '-o', 'n.onnx');
  fails(1, /missing\.json: there is no such file/, ...quantize('--recipe', 'missing.json'));
  write('broken.json', '{');
  fails(1, /broken\.json: is not JSON/, ...quantize('--recipe', 'broken.json'));
  write('misspelt.json', '{"wieghts":{}}');
  fails(1, /recipe has no 'wieghts'/, ...quantize('--recipe', 'misspelt.json'));
  fails(1, /gone\/n\.onnx: cannot be written/, 'quantize', 'net.onnx', '--images', 'pictures', '-o', 'gone/n.onnx');
  fails(1, /holds images of 1 × 28 × 28 \(channels, height, width\), net\.onnx takes 3 × 2 × 2/, 'quantize', 'net.onnx', '--images', images, '-o', 'n.onnx');
  write('bytes.onnx', model({ nodes: [node('Identity', ['x'], ['y'])], inputs: [value('x', [1, 3, 2, 2], UINT8)], outputs: [value('y', [1, 3, 2, 2], UINT8)] }));
  fails(1, /bytes\.onnx: input 'x' is uint8/, 'quantize', 'bytes.onnx', '--images', 'pictures', '-o', 'n.onnx');
  write('other.onnx', model({ nodes: [node('Relu', ['z'], ['y'])], inputs: [value('z', [1, 3])], outputs: [value('y', [1, 3])] }));
  fails(1, /other\.onnx: has the inputs 'z', net\.onnx 'x': not forms of one network/, 'compare', 'net.onnx', 'other.onnx', '--images', 'pictures');
  prints('quantize', 'net.onnx', '--images', 'pictures', '-o', 'n8.onnx');
  fails(1, /n8\.onnx: .*quantized/, 'quantize', 'n8.onnx', '--images', 'pictures', '-o', 'n.onnx');
});
