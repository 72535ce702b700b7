// Image quantization through the API: the first lesson, every back end and the native core alike, bad input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';
import { fnv1a, quantizeNatively } from './native.mjs';

const simd128 = await loadZeropoint();
const backEnds = { simd128, 'scalar in the simd128 build': simd128.withKernels('scalar'), scalar: await loadZeropoint({ kernels: 'scalar' }) };

// A gradient with noise and a few flat areas; SplitMix-like, from the size alone.
function picture(width, height) {
  const data = new Uint8ClampedArray(width * height * 4);
  let state = width * 65537 + height;
  for (let i = 0; i < data.length; ++i) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const x = (i >> 2) % width;
    data[i] = x % 16 < 4 ? 40 * (i & 3) : (x * 3 + ((state >>> 24) & 31) * (1 + (i & 3))) & 255;
  }
  return { data, width, height };
}

test('8 bits over the range 0 to 1 are the file itself: S = 1/255, Z = 0, nothing changes', () => {
  const source = picture(33, 21);
  for (const zp of Object.values(backEnds)) {
    const { image, qparams, metrics, size } = zp.quantizeImage(source, { bits: 8, range: { min: 0, max: 1 }, ssim: true });
    assert.deepEqual(qparams, [{ scale: Math.fround(1 / 255), zeroPoint: 0, qmin: 0, qmax: 255, bits: 8, signed: false }]);
    assert.deepEqual(image, source);
    assert.deepEqual(metrics, { maxAbsError: 0, mse: 0, psnr: Infinity, sqnr: Infinity, cosine: 1, ssim: 1 });
    assert.deepEqual(size, { original: 2079, codes: 2079, parameters: 5, total: 2084 });
  }
});

test('1 bit by hand: black and white at half, alpha untouched', () => {
  // S = 1, Z = 0: r < 0.5 becomes 0, above becomes 1; 127/255 < 0.5 < 128/255.
  const source = { data: Uint8ClampedArray.of(0, 127, 128, 7, 255, 200, 100, 0), width: 2, height: 1 };
  const result = simd128.quantizeImage(source, { bits: 1, range: { min: 0, max: 1 }, codes: true });
  assert.deepEqual(result.image.data, Uint8ClampedArray.of(0, 0, 255, 7, 255, 255, 0, 0));
  assert.deepEqual(result.codes, Uint8Array.of(0, 0, 1, 1, 1, 0));
  const squares = 127 ** 2 + 127 ** 2 + 55 ** 2 + 100 ** 2;
  assert.equal(result.metrics.mse, squares / 6);
  assert.equal(result.metrics.maxAbsError, 127);
  assert.ok(Math.abs(result.metrics.psnr - 10 * Math.log10(255 ** 2 / (squares / 6))) < 1e-12);
  assert.equal(result.entropyBits, 1);
  assert.equal(result.size.codes, 1);
  assert.equal(result.codeCounts.red[1], 1);
  assert.equal(result.histogram.before.green[200], 1);
});

// The API's options and the same for the native program.
const specs = [
  [{ bits: 3 }, { bits: 3 }],
  [{ bits: 4, symmetric: true, signed: true }, { bits: 4, scheme: 'symmetric', signed: 1 }],
  [{ bits: 5, symmetric: true }, { bits: 5, scheme: 'symmetric' }],
  [{ bits: 2, granularity: { kind: 'channel' } }, { bits: 2, granularity: 'channel' }],
  [{ bits: 3, granularity: { kind: 'tile', width: 7, height: 5 } }, { bits: 3, granularity: 'tile', tile_width: 7, tile_height: 5 }],
  [
    { bits: 3, granularity: { kind: 'tile', width: 16, height: 16, perChannel: true } },
    { bits: 3, granularity: 'tile_channel', tile_width: 16, tile_height: 16 },
  ],
  [{ bits: 4, method: 'percentile', percentile: 95 }, { bits: 4, method: 'percentile', percentile: 95 }],
  [{ bits: 3, method: 'mse', granularity: { kind: 'channel' } }, { bits: 3, method: 'mse', granularity: 'channel' }],
  [{ bits: 4, method: 'entropy' }, { bits: 4, method: 'entropy' }],
  [{ bits: 2, range: { min: 0.25, max: 0.75 } }, { bits: 2, min: 0.25, max: 0.75 }],
  [{ bits: 2, rounding: 'stochastic', seed: 7 }, { bits: 2, rounding: 'stochastic', seed: 7 }],
  [{ bits: 1, rounding: 'floyd-steinberg' }, { bits: 1, rounding: 'floyd_steinberg' }],
];

test('every back end and the native core give the same bytes and the same numbers', () => {
  for (const source of [picture(64, 48), picture(37, 29)]) {
    for (const [options, words] of specs) {
      const native = quantizeNatively(source, { ...words, ssim: 1 });
      for (const [name, zp] of Object.entries(backEnds)) {
        const what = `${name} ${JSON.stringify(options)}`;
        const result = zp.quantizeImage(source, { ...options, ssim: true, codes: true });
        assert.equal(fnv1a(result.image.data), native.imageHash, what);
        assert.equal(fnv1a(result.codes), native.codesHash, what);
        assert.deepEqual({ ...result.metrics }, native.all, what);
        assert.deepEqual(Object.values(result.channelMetrics), native.channels, what);
        assert.equal(result.entropyBits, native.codeEntropy, what);
        assert.equal(result.saturated, native.saturated, what);
        const qparams = result.qparams.map(({ scale, zeroPoint, qmin, qmax }) => ({ scale, zeroPoint, qmin, qmax }));
        assert.deepEqual(qparams, native.qparams, what);
      }
    }
  }
});

test('the error map: neutral where nothing changed, its ends at full scale', () => {
  const source = { data: Uint8ClampedArray.of(0, 0, 0, 255, 100, 100, 100, 255, 155, 155, 155, 255), width: 3, height: 1 };
  const map = (errorMap) => simd128.quantizeImage(source, { bits: 1, range: { min: 0, max: 1 }, errorMap }).errorMap.data;
  const pixels = map({ fullScale: 100, neutral: [1, 2, 3] });
  assert.deepEqual(pixels.subarray(0, 4), Uint8ClampedArray.of(1, 2, 3, 255));
  const palette = Uint8Array.from({ length: 511 * 4 }, (_, i) => (i & 3 ? 255 : Math.floor(i / 8)));
  assert.deepEqual(map({ fullScale: 100, palette }).filter((_, i) => i % 4 === 0), Uint8ClampedArray.of(127, 0, 255));
});

test('in steps: the same result, progress that grows to 1, and an abort that leaves the image usable', async () => {
  const source = picture(1500, 1500);
  const image = simd128.loadImage(source);
  const options = { bits: 3, ssim: true };
  const seen = [];
  const inSteps = await image.quantizeInSteps(options, { onProgress: (done) => seen.push(done) });
  assert.ok(seen.length > 2);
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  assert.equal(seen.at(-1), 1);
  assert.deepEqual(inSteps, image.quantize(options));

  const abort = new AbortController();
  const stopped = image.quantizeInSteps(options, { signal: abort.signal, onProgress: () => abort.abort() });
  await assert.rejects(stopped, { code: 'aborted' });
  await assert.rejects(image.quantizeInSteps(options, { signal: AbortSignal.abort() }), { code: 'aborted' });

  const replaced = image.quantizeInSteps(options);
  const latest = image.quantizeInSteps(options);
  await assert.rejects(replaced, { code: 'aborted' });
  assert.equal((await latest).metrics.mse, inSteps.metrics.mse);
  image.dispose();
});

test('bad input is named, and the instance stays usable', () => {
  const source = picture(8, 8);
  const bad = (code, message, options, from = source) => {
    assert.throws(() => simd128.quantizeImage(from, options), { name: 'ZeropointError', code, message });
    assert.equal(simd128.quantizeImage(source, { bits: 8, range: { min: 0, max: 1 } }).metrics.mse, 0);
  };
  bad('invalid_argument', /bits/, { bits: 0 });
  bad('invalid_argument', /bits.*9/, { bits: 9 });
  bad('invalid_argument', /bits.*16/, { bits: 16 });
  bad('invalid_argument', /tile/, { granularity: { kind: 'tile', width: 0, height: 5 } });
  bad('invalid_argument', /granularity.width must be an integer/, { granularity: { kind: 'tile', height: 5 } });
  bad('invalid_argument', /granularity.kind/, { granularity: { kind: 'row' } });
  bad('not_finite', /range/, { range: { min: NaN, max: 1 } });
  bad('invalid_argument', /upside down/, { range: { min: 1, max: 0 } });
  bad('invalid_argument', /rounding/, { rounding: 'up' });
  bad('invalid_argument', /seed/, { rounding: 'stochastic', seed: -1 });
  bad('invalid_argument', /gain|fullScale/, { errorMap: { fullScale: 0 } });
  bad('invalid_argument', /at least one pixel, got 0 x 0/, {}, { data: new Uint8ClampedArray(0), width: 0, height: 0 });
  bad('too_large', /20000 x 20000/, {}, { data: new Uint8ClampedArray(4), width: 20000, height: 20000 });
  bad('shape_mismatch', /256 bytes of RGBA, got 252/, {}, { ...source, data: source.data.subarray(4) });
  bad('invalid_argument', /Uint8ClampedArray/, {}, { ...source, data: [...source.data] });
  bad('invalid_argument', /width must be an integer/, {}, { ...source, width: 8.5 });
});
