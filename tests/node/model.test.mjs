// Networks: loading and running ONNX files. What runs is compared with onnxruntime-web or worked by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { loadZeropoint, ZeropointError } from 'zeropoint';
import { BOOL, DOUBLE, FLOAT, FLOAT16, INT32, INT64, INT4, model, node, tensor, UINT8, value } from './onnx-writer.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const zp = await loadZeropoint();

/** The same numbers in every run, spread over [-1, 1]. */
const numbers = (length, seed = 1) => Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * (seed + 0.618)));

/** Conv 2→3, 3×3, padded by 1, with a bias; then Relu. */
const convolution = (shape = ['batch', 2, 5, 6]) => model({
  nodes: [node('Conv', ['x', 'w', 'b'], ['c'], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] }, 'first'), node('Relu', ['c'], ['y'])],
  inputs: [value('x', shape)],
  outputs: [value('y', shape && [shape[0], 3, null, null])],
  weights: [tensor('w', [3, 2, 3, 3], numbers(54, 2)), tensor('b', [3], Float32Array.of(0.1, -0.2, 0.3))],
});

/** y = Relu(a · [1 2; 3 4]) reshaped: what comes in goes out in another shape. */
const same = (type, shape, extra = {}) => model({
  nodes: [node('Identity', ['x'], ['y'])], inputs: [value('x', shape, type)], outputs: [value('y', shape, type)], ...extra,
});

function throws(code, message, work) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof ZeropointError, `${error}`);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

async function reference(bytes, feeds) {
  const session = await ort.InferenceSession.create(bytes);
  return session.run(feeds);
}

function assertClose(got, wanted) {
  assert.equal(got.length, wanted.length);
  const range = Math.max(...wanted) - Math.min(...wanted);
  got.forEach((r, i) => assert.ok(Math.abs(r - wanted[i]) <= 1e-5 * range, `at ${i}: ${r}, not ${wanted[i]}`));
}

test('a convolution by hand: sums of 2×2 neighbours', () => {
  const bytes = model({
    nodes: [node('Conv', ['x', 'w'], ['y'])], inputs: [value('x', [1, 1, 2, 3])], outputs: [value('y', [1, 1, 1, 2])],
    weights: [tensor('w', [1, 1, 2, 2], Float32Array.of(1, 1, 1, 1))],
  });
  const net = zp.loadModel(bytes);
  const { y } = net.run({ x: Float32Array.of(1, 2, 3, 10, 20, 30) });
  assert.deepEqual(y, { type: 'float32', shape: [1, 1, 1, 2], data: Float32Array.of(33, 55) });
});

test('onnxruntime-web gives the same, for several batches', async () => {
  const bytes = convolution();
  const net = zp.loadModel(bytes);
  for (const batch of [1, 3, 2, 3]) {
    const x = numbers(batch * 60, batch);
    const { y } = net.run(x);
    const wanted = (await reference(bytes, { x: new ort.Tensor('float32', x, [batch, 2, 5, 6]) })).y;
    assert.deepEqual(y.shape, wanted.dims);
    assertClose(y.data, wanted.data);
  }
  net.dispose();
});

test('scalar and simd128 give the same bytes', async () => {
  const x = numbers(2 * 60);
  const results = [zp, zp.withKernels('scalar'), await loadZeropoint({ kernels: 'scalar' })].map((instance) => {
    const net = instance.loadModel(convolution());
    const { y } = net.run({ x: { data: x, shape: [2, 2, 5, 6] } });
    net.dispose();
    return new Uint8Array(y.data.buffer);
  });
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

test('inputs and outputs are described, open sizes by name or null', () => {
  const net = zp.loadModel(convolution());
  assert.deepEqual(net.inputs, [{ name: 'x', type: 'float32', shape: ['batch', 2, 5, 6] }]);
  assert.deepEqual(net.outputs, [{ name: 'y', type: 'float32', shape: ['batch', 3, 5, 6] }]);
  net.dispose();
  const open = zp.loadModel(same(FLOAT, null));
  assert.deepEqual(open.inputs, [{ name: 'x', type: 'float32', shape: null }]);
  assert.deepEqual(open.run({ x: { data: Float32Array.of(1, 2), shape: [2, 1] } }).y.shape, [2, 1]);
  open.dispose();
  const unnamed = zp.loadModel(same(FLOAT, [null, 2]));
  assert.deepEqual(unnamed.inputs[0].shape, [null, 2]);
  unnamed.dispose();
  const fixed = zp.loadModel(convolution(), { inputShapes: { x: [4, 2, 5, 6] } });
  assert.deepEqual(fixed.inputs[0].shape, [4, 2, 5, 6]);
  assert.deepEqual(fixed.outputs[0].shape, [4, 3, 5, 6]);
  fixed.dispose();
});

test('every element type has its array, in and out', () => {
  const cases = [
    [FLOAT, 'float32', Float32Array.of(1.5, -2, 3)],
    [DOUBLE, 'float64', Float64Array.of(1.5, -2, 1e10)],
    [FLOAT16, 'float16', Uint16Array.of(0x3c00, 0xc000, 0x3800)],
    [UINT8, 'uint8', Uint8Array.of(0, 128, 255)],
    [INT32, 'int32', Int32Array.of(-1, 0, 2 ** 31 - 1)],
    [INT64, 'int64', BigInt64Array.of(-1n, 0n, 2n ** 62n)],
    [BOOL, 'bool', Uint8Array.of(0, 1, 1)],
    [INT4, 'int4', Uint8Array.of(0x21, 0x0f)], // 1, 2, -1
  ];
  for (const [type, name, data] of cases) {
    const net = zp.loadModel(same(type, [3]));
    assert.equal(net.inputs[0].type, name);
    assert.deepEqual(net.run(data).y, { type: name, shape: [3], data });
    net.dispose();
  }
});

test('results are copies, and survive the next run and dispose()', () => {
  const net = zp.loadModel(same(FLOAT, ['n']));
  const first = net.run(Float32Array.of(1, 2)).y;
  net.run(Float32Array.of(5, 6));
  net.dispose();
  assert.deepEqual(first.data, Float32Array.of(1, 2));
  assert.equal(first.data.byteOffset, 0);
  assert.equal(first.data.buffer.byteLength, 8);
});

test('a part of a larger array is a tensor too', () => {
  const net = zp.loadModel(same(FLOAT, ['n']));
  assert.deepEqual(net.run(Float32Array.of(1, 2, 3, 4).subarray(1, 3)).y.data, Float32Array.of(2, 3));
  net.dispose();
});

test('the only input may come without its name, with or without a shape', () => {
  const net = zp.loadModel(model({ nodes: [node('Relu', ['x'], ['y'])], inputs: [value('x', ['a', 'b'])], outputs: [value('y', ['a', 'b'])] }));
  const tensor = { data: Float32Array.of(1, -2, 3, -4, 5, -6), shape: [2, 3] };
  assert.deepEqual(net.run(tensor).y, { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 0, 3, 0, 5, 0) });
  assert.deepEqual(net.run({ x: tensor }), net.run(tensor));
  net.dispose();
});

test('wrong inputs are named, and the model goes on', () => {
  const net = zp.loadModel(convolution());
  const x = numbers(60);
  const before = net.run(x).y.data;
  const cases = [
    ['invalid_argument', /no input 'X'; it has 'x'/, { X: x }],
    ['invalid_argument', /input 'x' is missing/, {}],
    ['invalid_argument', /input 'x' is float32 and must be a Float32Array, got a Float64Array/, { x: new Float64Array(60) }],
    ['invalid_argument', /input 'x' must be a typed array/, { x: { data: [1, 2, 3], shape: [3] } }],
    ['invalid_argument', /input 'x' must be an object/, { x: 7 }],
    ['invalid_argument', /the inputs must be an object/, undefined],
    ['invalid_argument', /shape\[0\] must be an integer, got 0\.5/, { x: { data: x, shape: [0.5, 2, 5, 6] } }],
    ['shape_mismatch', /input 'x' is float \[batch, 2, 5, 6\], got 61 values/, { x: new Float32Array(61) }],
    ['shape_mismatch', /'x'.*\[1, 2, 6, 6\]/, { x: { data: new Float32Array(72), shape: [1, 2, 6, 6] } }],
    ['shape_mismatch', /input 'x' of shape \[1, 2, 5, 6\] has 60 values, got 59/, { x: { data: new Float32Array(59), shape: [1, 2, 5, 6] } }],
    // 2^32 values: their number is 0 in the 32 bits of wasm's sizes.
    ['shape_mismatch', /has 4294967296 values, got 0/, { x: { data: new Float32Array(0), shape: [65536, 65536] } }],
    ['shape_mismatch', /negative: -1/, { x: { data: x, shape: [-1, 2, 5, 6] } }],
    ['too_large', /more than 1099511627776 elements/, { x: { data: x, shape: [2 ** 31, 2 ** 20] } }],
  ];
  for (const [code, message, inputs] of cases) {
    throws(code, message, () => net.run(inputs));
    assert.deepEqual(net.run(x).y.data, before);
  }
  net.dispose();
});

test('an array that was transferred elsewhere is named', () => {
  const net = zp.loadModel(same(FLOAT, [2]));
  const x = Float32Array.of(1, 2);
  structuredClone(x.buffer, { transfer: [x.buffer] });
  throws('invalid_argument', /input 'x' has been transferred/, () => net.run({ x: { data: x, shape: [2] } }));
  assert.deepEqual(net.run(Float32Array.of(3, 4)).y.data, Float32Array.of(3, 4));
  net.dispose();
});

test('two inputs: by name, in any order', () => {
  const bytes = model({
    nodes: [node('Add', ['a', 'b'], ['y'])], inputs: [value('a', [2]), value('b', [2])], outputs: [value('y', [2])],
  });
  const net = zp.loadModel(bytes);
  assert.deepEqual(net.run({ b: Float32Array.of(10, 20), a: Float32Array.of(1, 2) }).y.data, Float32Array.of(11, 22));
  throws('invalid_argument', /the model has 2 inputs, 'a', 'b'/, () => net.run(Float32Array.of(1, 2)));
  throws('invalid_argument', /input 'b' is missing/, () => net.run({ a: Float32Array.of(1, 2) }));
  net.dispose();
});

test('files that cannot be loaded say why', () => {
  throws('invalid_argument', /bytes of an ONNX file/, () => zp.loadModel('model.onnx'));
  throws('invalid_argument', /./, () => zp.loadModel(Uint8Array.of(1, 2, 3)));
  throws('invalid_argument', /./, () => zp.loadModel(new ArrayBuffer(0)));
  throws('unsupported', /Loop/, () => zp.loadModel(model({ nodes: [node('Loop', ['x'], ['y'])], inputs: [value('x', [1])], outputs: [value('y', [1])] })));
  throws('shape_mismatch', /'z'/, () => zp.loadModel(convolution(), { inputShapes: { z: [1] } }));
  throws('shape_mismatch', /'x'/, () => zp.loadModel(convolution(), { inputShapes: { x: [1, 3, 5, 6] } }));
  throws('invalid_argument', /shape must be an array/, () => zp.loadModel(convolution(), { inputShapes: { x: 4 } }));
});

test('absurd sizes are an error, after which all goes on', () => {
  const net = zp.loadModel(convolution(['batch', 2, 'height', 'width']));
  // Outputs of one value, padded to a square of so many.
  const padded = (side, names) => zp.loadModel(model({
    nodes: names.map((y) => node('Conv', ['x', 'w'], [y], { pads: [0, 0, side - 1, side - 1] })),
    inputs: [value('x', [1, 1, 1, 1])], outputs: names.map((y) => value(y, null)), weights: [tensor('w', [1, 1, 1, 1], Float32Array.of(1))],
  }));
  const beyond32Bits = padded(65537, ['y']);
  throws('too_large', /output 'y' of shape \[1, 1, 65537, 65537\] needs more than \d+ bytes/, () => beyond32Bits.run(Float32Array.of(1)));
  beyond32Bits.dispose();
  const nearly2GiB = padded(10362, ['a', 'b', 'c', 'd', 'e']);
  throws('out_of_memory', /not enough memory for 2147\d+ elements/, () => nearly2GiB.run(Float32Array.of(1)));
  nearly2GiB.dispose();
  assert.deepEqual(net.run({ x: { data: numbers(60), shape: [1, 2, 5, 6] } }).y.shape, [1, 3, 5, 6]);
  net.dispose();
});

test('what the file held, whatever became of it', () => {
  const net = zp.loadModel(model({
    nodes: [node('Identity', ['x'], ['a']), node('Identity', ['a'], ['b']), node('Relu', ['b'], ['y'])],
    inputs: [value('x', [1])], outputs: [value('y', [1])], producer: 'a pencil', opset: 12,
  }));
  assert.deepEqual(net.file, { producer: 'a pencil', opsets: { 'ai.onnx': 12 }, operators: { Identity: 2, Relu: 1 } });
  assert.deepEqual(net.layers.map((layer) => layer.operator), ['Relu']);
  net.dispose();
});

test('layers, with numbers as soon as sizes are known', () => {
  const layer = (batch, macs) => ({
    name: 'first', operator: 'Conv', activation: { min: 0, max: Infinity },
    inputs: [[batch, 2, 5, 6]], outputs: [[batch, 3, 5, 6]], reads: ['x'], writes: ['y'], kernel: [3, 2, 3, 3], parameters: 3 * 2 * 9 + 3, macs,
  });
  const open = zp.loadModel(convolution());
  assert.deepEqual(open.layers, [layer('batch', null)]);
  open.dispose();
  const fixed = zp.loadModel(convolution(), { inputShapes: { x: [4, 2, 5, 6] } });
  assert.deepEqual(fixed.layers, [layer(4, 4 * 3 * 30 * 18)]);
  fixed.dispose();
});

test('memory: of the weights, and of one run', () => {
  const net = zp.loadModel(convolution());
  assert.deepEqual(net.memory, { weights: 4 * 57, arena: 0, tensors: 0, least: 0 });
  throws('shape_mismatch', /the shape of input 'x' has to be given: it is \[batch, 2, 5, 6\]/, () => net.prepare());
  throws('invalid_argument', /no input 'z'/, () => net.prepare({ z: [1] }));
  net.prepare({ x: [2, 2, 5, 6] });
  const { arena } = net.memory;
  assert.ok(arena >= 4 * 2 * 30 * (2 + 3) && arena < 10_000, `${arena}`); // input and output
  net.run(numbers(60));
  assert.ok(net.memory.arena < arena);
  assert.ok(net.memory.least <= net.memory.arena && net.memory.least <= net.memory.tensors);
  net.run(numbers(120));
  assert.equal(net.memory.arena, arena);
  net.dispose();
  throws('disposed', /this model/, () => net.memory);
});

test('all is given back on dispose(), after errors too', async () => {
  const own = await loadZeropoint();
  const once = () => {
    const net = own.loadModel(convolution());
    for (const batch of [1, 2, 3, 4, 5, 6]) net.run(numbers(60 * batch));
    assert.throws(() => net.run(numbers(61)));
    net.dispose();
    assert.throws(() => own.loadModel(convolution(), { inputShapes: { x: [1, 3, 5, 6] } }));
    assert.throws(() => own.loadModel(convolution().subarray(0, 200)));
  };
  once();
  const before = own.memory;
  for (let i = 0; i < 300; ++i) once();
  assert.deepEqual(own.memory, before);
});

test('after dispose(), run() says so', () => {
  const net = zp.loadModel(convolution());
  net.dispose();
  net.dispose();
  throws('disposed', /this model/, () => net.run(numbers(60)));
});

test('the files of tests/data/models that can run give what onnxruntime-web gives', async () => {
  const bytes = readFileSync(new URL('../data/models/exporter.onnx', import.meta.url));
  const net = zp.loadModel(bytes);
  const [{ name, shape }] = net.inputs;
  const dims = shape.map((size) => (typeof size === 'number' ? size : 2));
  const x = numbers(dims.reduce((a, b) => a * b));
  const got = net.run({ [name]: { data: x, shape: dims } });
  const wanted = await reference(bytes, { [name]: new ort.Tensor('float32', x, dims) });
  for (const output of net.outputs) assertClose(got[output.name].data, wanted[output.name].data);
  net.dispose();
});

test('a calibration sees all samples, whether or not someone listens', async () => {
  const net = zp.loadModel(convolution());
  const batches = [1, 2].map((count) => ({ x: { data: numbers(60 * count), shape: [count, 2, 5, 6] } }));
  const told = [];
  for (const options of [{}, { onProgress: (samples) => told.push(samples) }]) {
    const calibration = await net.calibrate(batches, options);
    assert.equal(calibration.samples, 3);
    calibration.dispose();
  }
  assert.deepEqual(told, [1, 3]);
  net.dispose();
});
