// The golden vectors of tests/data/golden through the package's API, for every back end, tolerance 0.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';
import { dequantize } from '../data/golden/design.mjs';
import { codeRange, floatBits, parseGolden } from '../data/golden/format.mjs';
import { countWrong, readQParams } from '../data/golden/mutants.mjs';
import { tileOf } from '../data/golden/tiles.mjs';

const golden = (name) => parseGolden(readFileSync(new URL(`../data/golden/${name}`, import.meta.url), 'utf8'));
const files = ['quantize.txt', 'dequantize.txt', 'granular.txt', 'onnx_node_tests.txt'];

const bitsOf = (reals) => Array.from(reals, floatBits);
const arrays = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array, u4: Uint8Array, i4: Int8Array };

const specOf = (c) => ({ bits: Number(c.type.slice(1)), signed: c.type[0] === 'i' });

function qparamsOf(c, tile) {
  const [qmin, qmax] = codeRange(c.type);
  return { scale: c.scale[tile], zeroPoint: c.zero[tile], qmin, qmax, ...specOf(c) };
}

// The reals and codes of each tile.
function tilesOf(c) {
  const tiles = Array.from(c.scale, (_, tile) => ({ qparams: qparamsOf(c, tile), real: [], code: [] }));
  c.code.forEach((code, i) => {
    const tile = tiles[tileOf(i, c)];
    tile.real.push(c.real[i]);
    tile.code.push(code);
  });
  return tiles;
}

const scalar = await loadZeropoint({ kernels: 'scalar' });
const simd128 = await loadZeropoint({ kernels: 'simd128' });
const backEnds = { scalar, simd128, 'scalar in the simd128 build': simd128.withKernels('scalar') };

for (const [kernels, zp] of Object.entries(backEnds)) {
  test(`golden, ${kernels}: quantize gives the codes of ONNX Runtime and of the ONNX tests`, () => {
    assert.equal(zp.kernels, kernels.split(' ')[0]);
    const cases = files.flatMap(golden).filter((c) => c.op === 'quantize');
    assert.equal(cases.length, 272);
    for (const c of cases) {
      for (const { qparams, real, code } of tilesOf(c)) {
        assert.deepEqual(Array.from(zp.quantize(Float32Array.from(real), qparams)), code, c.name);
      }
    }
  });

  test(`golden, ${kernels}: dequantize gives their floats`, () => {
    const cases = files.flatMap(golden).filter((c) => c.op === 'dequantize' && c.type !== 'i32');
    assert.ok(cases.length > 150);
    for (const c of cases) {
      for (const { qparams, real, code } of tilesOf(c)) {
        assert.deepEqual(bitsOf(zp.dequantize(arrays[c.type].from(code), qparams)), bitsOf(real), c.name);
      }
    }
  });

  test(`golden, ${kernels}: DynamicQuantizeLinear where it agrees with equations (3) and (4)`, () => {
    const cases = ['dynamic.txt', 'onnx_node_tests.txt'].flatMap(golden).filter((c) => c.op === 'dynamic');
    assert.equal(cases.length, 233);
    for (const c of cases) {
      const { min, max } = zp.observe(c.real, { method: 'minmax' });
      const chosen = zp.chooseQParams(min, max);
      assert.deepEqual(chosen, qparamsOf(c, 0), c.name);
      if (c.code.length > 0) assert.deepEqual(Array.from(zp.quantize(c.real, chosen)), c.code, c.name);
    }
  });

  test(`golden, ${kernels}: quantizeTensor chooses the parameters and gives the codes`, () => {
    for (const c of golden('tensor.txt')) {
      const granularity = { kind: c.kind, axis: c.axis, groups: c.size, size: c.size };
      const symmetric = c.op === 'tensor_symmetric';
      const result = zp.quantizeTensor(c.real, c.shape, { ...specOf(c), symmetric, granularity });
      const expected = Array.from(c.scale, (_, tile) => qparamsOf(c, tile));
      assert.deepEqual(result.qparams, expected, c.name);
      assert.deepEqual(Array.from(result.q), c.code, c.name);
      const back = c.code.map((q, i) => dequantize(q, c.scale[tileOf(i, c)], c.zero[tileOf(i, c)]));
      assert.deepEqual(bitsOf(result.dequantized), bitsOf(back), c.name);
    }
  });

  test(`golden, ${kernels}: chooseQParams equals exact arithmetic`, () => {
    for (const { min, max, spec, scale, zero, range } of readQParams()) {
      const { bits, isSigned: signed, symmetric, narrow } = spec;
      const chosen = zp.chooseQParams(min, max, { bits, signed, symmetric, narrowRange: narrow });
      const expected = { scale, zeroPoint: zero, qmin: range[0], qmax: range[1], bits, signed };
      assert.deepEqual(chosen, expected, `[${min}, ${max}] ${JSON.stringify(spec)}`);
    }
  });
}

test('golden: the vectors catch every wrong implementation that we know of', () => {
  const { onnxQuantize, ...groups } = countWrong();
  for (const [group, counts] of Object.entries(groups)) {
    for (const [name, wrong] of Object.entries(counts)) {
      assert.equal(wrong === 0, name === 'the design', `${group}, ${name}: ${wrong} vectors differ`);
    }
  }
  assert.equal(onnxQuantize['half away from zero'], 0);  // why these vectors exist
});
