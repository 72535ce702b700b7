// The WebAssembly memory returns to its level: nothing leaks, on good input and on bad.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';
import { loadRuntime } from 'zeropoint/runtime';
import { demoFile, numbers } from './quantize-support.mjs';

const picture = { data: new Uint8ClampedArray(16 * 12 * 4).map((_, i) => (i * 37) & 255), width: 16, height: 12 };
const values = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));

const fails = (work) => assert.throws(work, { name: 'ZeropointError' });

/** One call of each kind; those that fail must not leak either. */
const calls = [
  (zp) => zp.chooseQParams(-1, 1),
  (zp) => zp.dequantize(zp.quantize(values, zp.chooseQParams(-1, 1)), zp.chooseQParams(-1, 1)),
  (zp) => zp.quantizeTensor(values, [10, 50], { granularity: { kind: 'block', axis: 1, size: 32 }, method: 'mse' }),
  (zp) => zp.observe(values, { method: 'entropy' }),
  (zp) => zp.unpack(zp.pack(Uint8Array.of(1, 2, 3), { bits: 3, signed: false }), 3, { bits: 3, signed: false }),
  (zp) => zp.compare(values, values),
  (zp) => zp.quantizeImage(picture, { bits: 3, ssim: true, codes: true, errorMap: {} }),
  (zp) => zp.quantizeImage(picture, { bits: 2, rounding: 'floyd-steinberg', granularity: { kind: 'tile', width: 5, height: 5 } }),
  (zp) => fails(() => zp.quantize(Float32Array.of(NaN), zp.chooseQParams(0, 1))),
  (zp) => fails(() => zp.quantizeTensor(values, [7])),
  (zp) => fails(() => zp.quantizeImage(picture, { bits: 9 })),
  (zp) => fails(() => zp.loadImage({ ...picture, width: 17 })),
];

for (const kernels of ['scalar', 'simd128']) {
  test(`${kernels}: 10,000 calls leave the heap as it was`, async () => {
    const zp = await loadZeropoint({ kernels });
    for (const call of calls) call(zp);
    const before = zp.memory;
    for (let i = 0; i < 10_000; ++i) calls[i % calls.length](zp);
    assert.deepEqual(zp.memory, before);
  });
}

test('a large image is given back on dispose', async () => {
  const zp = await loadZeropoint();
  zp.quantizeImage(picture, { ssim: true }); // the allocator's own bookkeeping settles
  const before = zp.memory.used;
  const image = zp.loadImage({ data: new Uint8ClampedArray(2000 * 1000 * 4), width: 2000, height: 1000 });
  image.quantize({ ssim: true });
  assert.ok(zp.memory.used > before + 2 * 8_000_000);
  image.dispose();
  assert.equal(zp.memory.used, before);
});

test('the runtime keeps no weights of the file where all sizes are fixed', async () => {
  const [zp, runtime] = [await loadZeropoint(), await loadRuntime()];
  const x = numbers(28 * 28);
  const used = {};
  const answers = [];
  for (const [name, module, inputShapes] of [
    ['package', zp, { input: [1, 1, 28, 28] }],
    ['fixed', runtime, { input: [1, 1, 28, 28] }],
    ['open', runtime, {}],
  ]) {
    const before = module.memory.used;
    const model = module.loadModel(readFileSync(demoFile('digits')), { inputShapes });
    const { weights } = model.memory;
    answers.push(model.run(x).logits.data);
    used[name] = module.memory.used - before;
    assert.ok(weights > 1e5);
    assert.equal(model.memory.weights, name === 'fixed' ? 0 : weights);
    if (name === 'fixed') assert.ok(used.package - used.fixed > 0.9 * weights, JSON.stringify({ ...used, weights }));
    if (name === 'open') assert.ok(used.open - used.fixed > 0.9 * weights);
    model.dispose();
  }
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});
