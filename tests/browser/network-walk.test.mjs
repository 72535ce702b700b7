// The walk through equation (10), against ONNX Runtime's integer operators: other code for the same arithmetic.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as ort from 'onnxruntime-web';

import { INT32, INT8, UINT8, model, node, tensor, value } from '../node/onnx-writer.mjs';
import { pageModule } from './network-support.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const { derive, roundToEven } = await pageModule('network/see/walk.ts');

/** A sequence that looks random and is always the same. */
function lots(seed) {
  let x = seed;
  return () => (x = (x * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test('halves go to the even integer, on both sides of 0', () => {
  const cases = [[0.5, 0], [1.5, 2], [2.5, 2], [-0.5, 0], [-1.5, -2], [-2.5, -2], [2.4999, 2], [2.5001, 3], [-7.6, -8]];
  for (const [given, wanted] of cases) assert.equal(roundToEven(given) + 0, wanted, String(given));
});

test('the example of quantization.md, section 11', () => {
  const layer = {
    shape: [1, 1, 1, 1], weights: [10], weightScale: [0.25], weightZeroPoint: [0], blockSize: 1, bias: [10],
    strides: [1, 1], dilations: [1, 1], pads: [0, 0], groups: 1,
    input: { scale: 0.5, zeroPoint: 1 }, output: { scale: 2, zeroPoint: 3, qmin: 0, qmax: 255 },
  };
  const { accumulator, blocks, scaled, rounded, code } = derive(layer, { data: [100], channels: 1, height: 1, width: 1 }, { channel: 0, row: 0, column: 0 });
  assert.deepEqual({ accumulator, multiplier: blocks[0].multiplier, scaled, rounded, code }, { accumulator: 1000, multiplier: 0.0625, scaled: 62.5, rounded: 62, code: 65 });
});

const shapes = [
  { outputs: 5, depth: 3, groups: 1, kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1] },
  { outputs: 6, depth: 1, groups: 6, kernel: [3, 3], strides: [2, 2], dilations: [1, 1], pads: [0, 1, 1, 0] },
  { outputs: 4, depth: 2, groups: 2, kernel: [2, 5], strides: [1, 2], dilations: [2, 1], pads: [2, 0, 1, 3] },
  { outputs: 7, depth: 9, groups: 1, kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] },
];

for (const [index, { outputs, depth, groups, kernel, strides, dilations, pads }] of shapes.entries()) {
  test(`every code of a convolution ${outputs} × ${depth} × ${kernel.join(' × ')} in ${groups} groups is that of QLinearConv`, async () => {
    const random = lots(index + 1);
    const integer = (from, to) => from + Math.floor(random() * (to - from + 1));
    const [channels, height, width] = [depth * groups, 9, 8];
    const x = Uint8Array.from({ length: channels * height * width }, () => integer(0, 255));
    const weights = Int8Array.from({ length: outputs * depth * kernel[0] * kernel[1] }, () => integer(-127, 127));
    const weightScale = Float32Array.from({ length: outputs }, () => 0.001 + random() * 0.02);
    const bias = Int32Array.from({ length: outputs }, () => integer(-9000, 9000));
    const [inputScale, outputScale] = [0.037, 0.21].map(Math.fround);
    const [inputZero, outputZero] = [integer(0, 255), integer(0, 255)];
    const file = model({
      nodes: [node('QLinearConv', ['x', 'xs', 'xz', 'w', 'ws', 'wz', 'ys', 'yz', 'b'], ['y'], { strides, dilations, pads, group: groups, kernel_shape: kernel }, 'conv')],
      inputs: [value('x', [1, channels, height, width], UINT8)],
      outputs: [value('y', [1, outputs, null, null], UINT8)],
      weights: [
        tensor('xs', [], Float32Array.of(inputScale)), tensor('xz', [], Uint8Array.of(inputZero), UINT8),
        tensor('w', [outputs, depth, ...kernel], weights, INT8), tensor('ws', [outputs], weightScale), tensor('wz', [outputs], new Int8Array(outputs), INT8),
        tensor('ys', [], Float32Array.of(outputScale)), tensor('yz', [], Uint8Array.of(outputZero), UINT8), tensor('b', [outputs], bias, INT32),
      ],
    });
    const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
    const { y } = await session.run({ x: new ort.Tensor('uint8', x, [1, channels, height, width]) });
    const layer = {
      shape: [outputs, depth, ...kernel], weights, weightScale, weightZeroPoint: new Int8Array(outputs), blockSize: depth, bias,
      strides, dilations, pads, groups, input: { scale: inputScale, zeroPoint: inputZero },
      output: { scale: outputScale, zeroPoint: outputZero, qmin: 0, qmax: 255 },
    };
    const [, , rows, columns] = y.dims;
    for (let channel = 0, i = 0; channel < outputs; ++channel) {
      for (let row = 0; row < rows; ++row) {
        for (let column = 0; column < columns; ++column, ++i) {
          const { code } = derive(layer, { data: x, channels, height, width }, { channel, row, column });
          assert.equal(code, y.data[i], `channel ${channel}, row ${row}, column ${column}`);
        }
      }
    }
  });
}
