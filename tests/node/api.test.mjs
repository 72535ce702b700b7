// The package's API in Node: loading, errors, disposal, and that the instance survives all of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { relaxedSimd } from 'wasm-feature-detect';
import { loadZeropoint, ZeropointError } from 'zeropoint';

const require = createRequire(import.meta.url);
const wasmPath = (kernels) => require.resolve(`zeropoint/zeropoint-${kernels}.wasm`);
const zp = await loadZeropoint();

/** Runs work, which must throw a ZeropointError of this code; then the instance must still give right answers. */
function throws(code, message, work) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof ZeropointError, `${error}`);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
  assert.deepEqual(zp.quantize(Float32Array.of(-1, 0, 2), zp.chooseQParams(-1, 2)), Uint8Array.of(0, 85, 255));
}

test('auto takes the build for the SIMD that there is, which holds all slower tables', async () => {
  const relaxed = await relaxedSimd();
  assert.equal(zp.kernels, relaxed ? 'relaxed' : 'simd128');
  assert.deepEqual(zp.availableKernels, ['scalar', 'simd128', ...(relaxed ? ['relaxed'] : [])]);
  assert.equal(zp.withKernels('scalar').kernels, 'scalar');
  const scalar = await loadZeropoint({ kernels: 'scalar' });
  assert.deepEqual(scalar.availableKernels, ['scalar']);
});

test('the wasm may come as bytes, as a compiled module and as a URL', async () => {
  const bytes = await readFile(wasmPath('simd128'));
  const { buffer, byteOffset, byteLength } = bytes;
  const sources = {
    bytes,
    buffer: buffer.slice(byteOffset, byteOffset + byteLength),
    module: await WebAssembly.compile(bytes),
    url: new URL(`file://${wasmPath('simd128')}`),
    string: `file://${wasmPath('simd128')}`,
  };
  for (const [name, wasm] of Object.entries(sources)) {
    const loaded = await loadZeropoint({ wasm, kernels: 'simd128' });
    assert.equal(loaded.chooseQParams(0, 255).scale, 1, name);
  }
});

test('what cannot be loaded says why', async () => {
  const loading = (options, message) =>
    assert.rejects(loadZeropoint(options), (error) => {
      assert.equal(error.code, 'load_failed');
      assert.match(error.message, message);
      return true;
    });
  await loading({ wasm: new URL('file:///nowhere/zeropoint.wasm') }, /ENOENT/);
  await loading({ kernels: 'simd128', wasm: Uint8Array.of(1, 2, 3) }, /zeropoint-simd128\.wasm could not be loaded/);
  await assert.rejects(loadZeropoint({ kernels: 'avx' }), { code: 'invalid_argument' });
});

test('chooseQParams: the everyday case and the errors', () => {
  assert.deepEqual(zp.chooseQParams(0, 1), {
    scale: Math.fround(1 / 255), zeroPoint: 0, qmin: 0, qmax: 255, bits: 8, signed: false,
  });
  assert.deepEqual(zp.chooseQParams(-127, 3, { signed: true, symmetric: true, narrowRange: true }), {
    scale: 1, zeroPoint: 0, qmin: -127, qmax: 127, bits: 8, signed: true,
  });
  throws('invalid_argument', /bits must be 1 to 8 or 16, got 0/, () => zp.chooseQParams(0, 1, { bits: 0 }));
  throws('invalid_argument', /bits must be 1 to 8 or 16, got 17/, () => zp.chooseQParams(0, 1, { bits: 17 }));
  throws('invalid_argument', /bits must be an integer.*got 2\.5/, () => zp.chooseQParams(0, 1, { bits: 2.5 }));
  throws('invalid_argument', /bits must be an integer.*got "8"/, () => zp.chooseQParams(0, 1, { bits: '8' }));
  throws('invalid_argument', /signed must be true or false/, () => zp.chooseQParams(0, 1, { signed: 1 }));
  throws('invalid_argument', /upside down/, () => zp.chooseQParams(2, 1));
  throws('not_finite', /finite/, () => zp.chooseQParams(NaN, 1));
  throws('not_finite', /finite/, () => zp.chooseQParams(0, 1e39));
  throws('invalid_argument', /max must be a number/, () => zp.chooseQParams(0));
});

test('quantize and dequantize: array types, empty arrays, errors', () => {
  const types = [
    [8, false, Uint8Array], [8, true, Int8Array], [4, true, Int8Array], [16, false, Uint16Array], [16, true, Int16Array],
  ];
  for (const [bits, signed, type] of types) {
    const p = zp.chooseQParams(-1, 1, { bits, signed });
    const q = zp.quantize(Float32Array.of(-1, 0, 1), p);
    assert.ok(q instanceof type);
    assert.equal(zp.dequantize(q, p)[1], 0);
    assert.equal(zp.quantize(new Float32Array(0), p).length, 0);
    assert.equal(zp.dequantize(new type(0), p).length, 0);
  }
  const p = zp.chooseQParams(0, 1);
  assert.deepEqual(zp.quantize(Float32Array.of(-Infinity, Infinity), p), Uint8Array.of(0, 255));
  throws('not_finite', /NaN, at index 1/, () => zp.quantize(Float32Array.of(0, NaN), p));
  throws('invalid_argument', /Float32Array/, () => zp.quantize([1, 2], p));
  throws('invalid_argument', /Uint8Array/, () => zp.dequantize(Int8Array.of(1), p));
  throws('invalid_argument', /qparams must be an object/, () => zp.quantize(Float32Array.of(1)));
  throws('invalid_argument', /scale/, () => zp.quantize(Float32Array.of(1), { ...p, scale: 0 }));
  throws('invalid_argument', /zero point 300/, () => zp.quantize(Float32Array.of(1), { ...p, zeroPoint: 300 }));
  throws('invalid_argument', /do not fit uint8/, () => zp.quantize(Float32Array.of(1), { ...p, qmax: 256 }));
});

test('arrays that are views are read where they begin', () => {
  const p = zp.chooseQParams(0, 255);
  const all = Float32Array.of(9, 1, 2, 3);
  assert.deepEqual(zp.quantize(all.subarray(1, 3), p), Uint8Array.of(1, 2));
  assert.deepEqual(zp.dequantize(Uint8Array.of(9, 1, 2, 3).subarray(2), p), Float32Array.of(2, 3));
});

test('results are copies: no view of the WebAssembly memory leaves', () => {
  const p = zp.chooseQParams(0, 255);
  const q = zp.quantize(Float32Array.of(1, 2, 3), p);
  assert.equal(q.buffer.byteLength, 3);
  assert.equal(zp.dequantize(q, p).buffer.byteLength, 12);
  assert.equal(zp.quantizeTensor(Float32Array.of(1, 2), [2]).dequantized.buffer.byteLength, 8);
});

test('more than the memory ceiling is an error, and the instance lives on', () => {
  throws('out_of_memory', /not enough memory for 700000000 elements/, () =>
    zp.quantize(new Float32Array(700_000_000), zp.chooseQParams(0, 1)));
});

test('a disposed instance and what it made say so', async () => {
  const mine = await loadZeropoint();
  const observer = mine.createObserver();
  observer.dispose();
  assert.throws(() => observer.observe(Float32Array.of(1)), { code: 'disposed' });
  const image = mine.loadImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 });
  image[Symbol.dispose]?.();
  image.dispose();
  assert.throws(() => image.quantize(), { code: 'disposed' });
  mine.dispose();
  assert.throws(() => mine.chooseQParams(0, 1), { code: 'disposed' });
});
