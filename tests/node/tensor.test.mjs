// Tensors, observers and packing through the API; numbers worked by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';

const zp = await loadZeropoint();
const f32 = (...values) => Float32Array.from(values);

test('quantizeTensor: per channel, codes, scales, metrics and size', () => {
  const r = f32(7, -3.4, 0.6, 0.7, -0.34, 0.06);
  const options = { bits: 4, signed: true, symmetric: true, narrowRange: true, granularity: { kind: 'channel', axis: 0 } };
  const { q, qparams, tiles, dequantized, metrics, sizeBytes } = zp.quantizeTensor(r, [2, 3], options);
  assert.deepEqual(q, Int8Array.of(7, -3, 1, 7, -3, 1));
  assert.deepEqual(tiles, [2, 1]);
  assert.equal(qparams[0].scale, 1);
  assert.equal(qparams.length, 2);
  assert.deepEqual(dequantized.subarray(0, 3), f32(7, -3, 1));
  assert.equal(metrics.maxAbsError, Math.abs(Math.fround(-3.4) + 3));
  assert.equal(sizeBytes, 3 + 8);
});

test('quantizeTensor: every kind of granularity has the parameters its shape says', () => {
  const r = Float32Array.from({ length: 2 * 6 * 5 }, (_, i) => Math.sin(i));
  const tilesOf = (granularity) => zp.quantizeTensor(r, [2, 6, 5], { granularity }).tiles;
  assert.deepEqual(tilesOf({ kind: 'tensor' }), [1, 1, 1]);
  assert.deepEqual(tilesOf({ kind: 'channel', axis: 1 }), [1, 6, 1]);
  assert.deepEqual(tilesOf({ kind: 'channel', axis: -1 }), [1, 1, 5]);
  assert.deepEqual(tilesOf({ kind: 'group', axis: 1, groups: 3 }), [1, 3, 1]);
  assert.deepEqual(tilesOf({ kind: 'block', axis: 1, size: 4 }), [2, 2, 5]);
});

test('quantizeTensor: finer granularity never has a larger error bound', () => {
  const r = Float32Array.from({ length: 600 }, (_, i) => Math.sin(i * i) * 10 ** (i % 4));
  const worst = (granularity) => Math.max(...zp.quantizeTensor(r, [150, 4], { granularity }).qparams.map((p) => p.scale));
  assert.equal(worst({ kind: 'channel', axis: 1 }), worst({ kind: 'tensor' }));
  const sqnr = (granularity) => zp.quantizeTensor(r, [150, 4], { bits: 4, granularity }).metrics.sqnr;
  assert.ok(sqnr({ kind: 'channel', axis: 1 }) > sqnr({ kind: 'tensor' }));
});

test('quantizeTensor: bad input is named', () => {
  const bad = (code, message, ...args) => assert.throws(() => zp.quantizeTensor(...args), { name: 'ZeropointError', code, message });
  bad('shape_mismatch', /3 elements, shape \[2, 2\] has 4/, f32(1, 2, 3), [2, 2]);
  bad('invalid_argument', /empty/, f32(), [0]);
  bad('not_finite', /nan at index 2/, f32(1, 2, NaN), [3]);
  bad('not_finite', /inf at index 0/, f32(Infinity), [1]);
  bad('invalid_argument', /granularity.kind must be one of/, f32(1), [1], { granularity: { kind: 'pixel' } });
  bad('shape_mismatch', /axis 2 does not exist/, f32(1), [1], { granularity: { kind: 'channel', axis: 2 } });
  bad('invalid_argument', /4 channels .* do not divide into 3 groups/, f32(1, 2, 3, 4), [4], { granularity: { kind: 'group', axis: 0, groups: 3 } });
  bad('invalid_argument', /shape\[0\] must be an integer/, f32(1), [1.5]);
  bad('too_large', /more than/, f32(1), [2 ** 30, 2 ** 30]);
  bad('shape_mismatch', /negative/, f32(1), [-1]);
  bad('invalid_argument', /method must be one of/, f32(1), [1], { method: 'median' });
  bad('invalid_argument', /percentile/, f32(1), [1], { method: 'percentile', percentile: 101 });
});

test('binary weights pack into one bit', () => {
  const { q, qparams, sizeBytes } = zp.quantizeTensor(f32(0.5, -1, 0, -2.5), [4], { binary: true });
  assert.deepEqual(q, Int8Array.of(1, -1, 1, -1));
  assert.equal(qparams[0].scale, 1);
  assert.equal(sizeBytes, 5);
  assert.deepEqual(zp.pack(q, qparams[0]), Uint8Array.of(0b0101));
  assert.deepEqual(zp.unpack(Uint8Array.of(0b0101), 4, qparams[0]), q);
});

test('pack and unpack: ONNX int4 puts the first element into the low bits', () => {
  const spec = { bits: 4, signed: true };
  assert.deepEqual(zp.pack(Int8Array.of(1, -2, 7), spec), Uint8Array.of(0xe1, 0x07));
  assert.deepEqual(zp.unpack(Uint8Array.of(0xe1, 0x07), 3, spec), Int8Array.of(1, -2, 7));
  assert.deepEqual(zp.pack(Uint16Array.of(0x1234, 65535), { bits: 16, signed: false }), Uint8Array.of(0x34, 0x12, 255, 255));
  assert.throws(() => zp.pack(Int8Array.of(8), spec), { code: 'invalid_argument', message: /code 8 at index 0/ });
  assert.throws(() => zp.unpack(Uint8Array.of(1), 3, spec), { code: 'shape_mismatch' });
});

test('observers: batches, merging, every method', () => {
  const halves = [f32(-1, 0.5, 3), f32(2, -4)];
  const all = f32(...halves[0], ...halves[1]);
  for (const method of ['minmax', 'percentile', 'mse', 'entropy']) {
    const [a, b] = halves.map((half) => {
      const observer = zp.createObserver({ method });
      observer.observe(half);
      return observer;
    });
    a.merge(b);
    assert.equal(a.count, 5);
    assert.deepEqual(a.range({ bits: 4 }), zp.observe(all, { method, bits: 4 }), method);
    a.dispose();
    b.dispose();
  }
  assert.deepEqual(zp.observe(all), { min: -4, max: 3 });
});

test('observers: the moving average follows the order of batches', () => {
  const observer = zp.createObserver({ method: 'moving-average', averagingConstant: 0.5 });
  observer.observe(f32(0, 8));
  observer.observe(f32(-4, 4));
  assert.deepEqual(observer.range(), { min: -2, max: 6 });
  assert.throws(() => observer.merge(zp.createObserver({ method: 'moving-average' })), { code: 'invalid_argument' });
  assert.throws(() => observer.observe(f32(1, Infinity)), { code: 'not_finite', message: /index 1/ });
  assert.deepEqual(observer.range(), { min: -2, max: 6 });
  observer.dispose();
  assert.throws(() => zp.createObserver().range(), { code: 'invalid_argument' });
});

test('compare', () => {
  const { maxAbsError, mse, sqnr, cosine } = zp.compare(f32(3, 4), f32(3, 4.5));
  assert.equal(maxAbsError, 0.5);
  assert.equal(mse, 0.125);
  assert.ok(Math.abs(sqnr - 20) < 1e-12); // 25 / 0.25
  assert.ok(Math.abs(cosine - 27 / (5 * Math.sqrt(29.25))) < 1e-15);
  assert.equal(zp.compare(f32(1), f32(1)).sqnr, Infinity);
  assert.throws(() => zp.compare(f32(1), f32(1, 2)), { code: 'shape_mismatch' });
});
