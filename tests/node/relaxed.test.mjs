// The build with relaxed SIMD: the bytes of the scalar one, in a Node that has the instructions or can be told to.
import './relaxed-flag.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';
import { loadRuntime } from 'zeropoint/runtime';
import { demo, numbers, small, smallBatches } from './quantize-support.mjs';

const relaxed = await loadZeropoint();
const scalar = await loadZeropoint({ kernels: 'scalar' });

test('auto takes it, and it holds all tables', () => {
  assert.equal(relaxed.kernels, 'relaxed');
  assert.deepEqual(relaxed.availableKernels, ['scalar', 'simd128', 'relaxed']);
});

const recipes = {
  'the usual': {},
  'signed inputs': { activations: { signed: true, scheme: 'symmetric' } },
  '4 bits of weights': { weights: { bits: 4 } },
  '7 bits of inputs': { activations: { bits: 7 } },
  'weights around a zero point': { weights: { scheme: 'affine', granularity: { kind: 'tensor' } } },
};

for (const [name, shape] of Object.entries({ 'fashion-mobile': [4, 1, 28, 28], digits: [4, 1, 28, 28], 'cifar-resnet8': [4, 3, 32, 32] })) {
  test(`${name}: the bytes of scalar`, async () => {
    const input = { input: { data: numbers(shape.reduce((a, b) => a * b)), shape } };
    const calibration = (await demo(scalar, name).calibrate([input])).toJSON();
    const nets = [relaxed, scalar].map((instance) => demo(instance, name));
    for (const [title, recipe] of Object.entries(recipes)) {
      const [got, wanted] = nets.map((net, i) => net.quantize([relaxed, scalar][i].loadCalibration(calibration), recipe).run(input));
      assert.deepEqual(got, wanted, title);
    }
  });
}

test('the runtime alone has it as well', async () => {
  const runtime = await loadRuntime();
  assert.equal(runtime.kernels, 'relaxed');
  const network = scalar.loadModel(small());
  const quantized = network.quantize(await network.calibrate(smallBatches(20)));
  const x = numbers(64, 9);
  assert.deepEqual(runtime.loadModel(quantized.toOnnx()).run(x).y.data, quantized.run(x).y.data);
});
