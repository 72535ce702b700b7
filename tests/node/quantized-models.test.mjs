// Networks as onnxruntime.quantization writes them (tests/data/quantized), beside onnxruntime-web: every tensor of codes
// inside them. What a convolution or matrix product gives is equal; of the rest 99.9 % are, and none is more than 1 apart.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { loadZeropoint } from 'zeropoint';
import { codesOf, withOutputs } from '../data/quantized/graph.mjs';
import { sessionOptions } from '../data/quantized/ort.mjs';
import { Random } from '../data/networks/random.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const folder = new URL('../data/quantized/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.onnx')).map((name) => name.replace('.onnx', ''));
const products = ['Conv', 'Gemm', 'MatMul'];

const engines = [await loadZeropoint({ kernels: 'simd128' }), await loadZeropoint({ kernels: 'scalar' })];

// Numbers over all codes of the input and a little beyond. Of the network of ties, exactly those that codes stand for.
function inputOf(name, shape, random) {
  const length = shape.reduce((a, b) => a * b, 1);
  const steps = name.startsWith('ties') ? () => (random.next() % 256) - 117 : () => random.next() / 2 ** 32 * 266 - 122;
  const scale = { classifier: 0.0191, branches: 0.0213, functions: 0.0331, ties: 0.25 }[name.split('_')[0]];
  return Float32Array.from({ length }, () => steps() * scale);
}

const tally = new Map(); // operator → { total, different, most }

function compare(op, got, wanted) {
  assert.equal(got.length, wanted.length);
  const row = tally.get(op) ?? { total: 0, different: 0, most: 0 };
  tally.set(op, row);
  row.total += got.length;
  got.forEach((code, i) => {
    if (code === wanted[i]) return;
    row.different += 1;
    row.most = Math.max(row.most, Math.abs(code - wanted[i]));
  });
}

for (const name of names) {
  test(`${name}: codes of ONNX Runtime`, async () => {
    const bytes = new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));
    const type = name.split('_')[2] === 'u8' ? 'uint8' : 'int8';
    const codes = codesOf(bytes);
    assert.ok(codes.length > 5, `${codes.length} tensors of codes`);
    const exposed = withOutputs(bytes, codes.map((tensor) => tensor.name), type);

    const session = await ort.InferenceSession.create(exposed, sessionOptions);
    const nets = engines.map((zp) => zp.loadModel(exposed));
    const { name: input, shape } = nets[0].inputs[0];
    const random = new Random(7);
    for (let round = 0; round < 8; ++round) {
      const data = inputOf(name, shape, random);
      const wanted = await session.run({ [input]: new ort.Tensor('float32', data, shape) });
      const [got, scalar] = nets.map((net) => net.run({ [input]: data }));
      for (const { name: tensor, op } of codes) {
        assert.deepEqual(got[tensor].shape, wanted[tensor].dims, tensor);
        assert.deepEqual(scalar[tensor].data, got[tensor].data, `${tensor}: scalar and simd128`);
        compare(op, got[tensor].data, wanted[tensor].data);
        if (products.includes(op)) assert.deepEqual(got[tensor].data, wanted[tensor].data, tensor);
        assert.ok(new Set(got[tensor].data).size > Math.min(got[tensor].data.length, 16) / 4, `${tensor} hardly varies`);
      }
      // S_y one float32 away: had there been no ties, these would be the same.
      if (name.startsWith('ties')) {
        const [even, ...beside] = ['even', 'above', 'below'].map((conv) => got[codes.find((tensor) => tensor.name.startsWith(conv)).name].data);
        for (const other of beside) assert.notDeepEqual(other, even);
      }
    }
    nets.forEach((net) => net.dispose());
    await session.release();
  });

  test(`${name}: nothing that has an integer operator runs in float`, () => {
    const net = engines[0].loadModel(readFileSync(new URL(`${name}.onnx`, folder)));
    const operators = net.layers.map((layer) => layer.operator);
    net.dispose();
    const allowed = /^(com\.microsoft\.Q|zeropoint\.|QLinear|QuantizeLinear$|DequantizeLinear$|Softmax$|MaxPool$|Reshape$|Flatten$|Transpose$|Pad$|Resize$|Slice$|Split$|Gather$)/;
    assert.deepEqual(operators.filter((op) => !allowed.test(op)), []);
    // One of each at the ends, and around Softmax and outputs.
    assert.equal(operators.filter((op) => op === 'QuantizeLinear').length, name.startsWith('classifier_qdq') ? 2 : 1);
  });
}

test('other operators than convolutions and products', (t) => {
  for (const [op, { total, different, most }] of tally) {
    const message = `${op}: ${different} of ${total} differ, at most by ${most}`;
    t.diagnostic(message);
    assert.ok(most <= 1 && different <= total / 1000, message);
  }
});

test('ONNX Runtime itself runs these networks in integers', () => {
  const script = fileURLToPath(new URL('ort.mjs', folder));
  for (const name of ['classifier_qdq_u8_i8_channel', 'branches_qdq_i8_i8_tensor']) {
    const operators = JSON.parse(execFileSync(process.execPath, [script, fileURLToPath(new URL(`${name}.onnx`, folder))], { encoding: 'utf8' }));
    assert.ok(operators.includes('QLinearConv') && operators.includes('QGemm') && operators.includes('QLinearMatMul'), `${operators}`);
    for (const op of ['Conv', 'Gemm', 'MatMul']) assert.ok(!operators.includes(op), `${name}: ${op} in ${operators}`);
  }
});
