// Wrong implementations that are often met, run on the vectors: each must be caught by some of them.
//   node tests/data/golden/mutants.mjs        prints the table of README.md
// Also checks design.mjs, from which tensor.txt is made, against the exact rows of qparams.txt.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chooseQParams, clamp, codes, dequantize, quantize, rne } from './design.mjs';
import { bitsFloat, codeRange, floatBits, parseGolden } from './format.mjs';
import { FLT_MAX, FLT_MIN } from './values.mjs';

const f = Math.fround;
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

// From r / S to a code with a rounding of its own.
const rounding = (round) => (r, s, z, [low, high]) => clamp(round(f(r / s)), low - z, high - z) + z;
const wrap = (q, low, high) => low + ((((q - low) % (high - low + 1)) + (high - low + 1)) % (high - low + 1));

export const QUANTIZE = {
  'the design': quantize,
  'half away from zero': rounding((t) => Math.sign(t) * Math.floor(Math.abs(t) + 0.5)),
  'floor(t + ½) in float64': rounding((t) => Math.floor(t + 0.5)),
  'floor(t + ½) in float32': rounding((t) => Math.floor(f(t + 0.5))),
  'half towards zero': rounding((t) => Math.sign(t) * Math.ceil(Math.abs(t) - 0.5)),
  truncation: rounding(Math.trunc),
  'multiply by fl(1/S)': (r, s, z, [low, high]) => clamp(rne(f(r * f(1 / s))), low - z, high - z) + z,
  'multiply by 1/S in float64': (r, s, z, [low, high]) => clamp(rne(r * (1 / s)), low - z, high - z) + z,
  'divide in float64': (r, s, z, [low, high]) => clamp(rne(r / s), low - z, high - z) + z,
  'add Z, then round, exactly': (r, s, z, [low, high]) => clamp(rne(f(r / s) + z), low, high),
  'add Z, then round, in float32': (r, s, z, [low, high]) => clamp(rne(f(f(r / s) + z)), low, high),
  'clamp before adding Z': (r, s, z, [low, high]) => clamp(rne(f(r / s)), low, high) + z,
  'wrap, no saturation': (r, s, z, [low, high]) => wrap(clamp(rne(f(r / s)), -(2 ** 31), 2 ** 31 - 1) + z, low, high),
  'subnormals flushed to 0': (r, s, ...rest) => quantize(Math.abs(r) < FLT_MIN ? 0 : r, s, ...rest),
};

export const DEQUANTIZE = {
  'the design': dequantize,
  'fl(S·q) − fl(S·Z)': (q, s, z) => f(f(s * q) - f(s * z)),
  'q − Z in 8 bits': (q, s, z) => f(s * (((q - z) << 24) >> 24)),
  'q − Z in 16 bits': (q, s, z) => f(s * (((q - z) << 16) >> 16)),
  'Z ignored': (q, s) => f(s * f(q)),
};

// An affine rule with parts replaced; symmetric rows keep the design's.
const affine = (change) => (min, max, spec) => {
  if (spec.symmetric) return chooseQParams(min, max, spec);
  const [qmin, qmax] = codes(spec);
  const rule = {
    low: Math.min(min, 0), high: Math.max(max, 0), round: rne,
    scale: (low, high) => f(clamp((high - low) / (qmax - qmin), FLT_MIN, FLT_MAX)),
    zero: (low, high, s) => qmax - high / s, ...change({ min, max, qmin, qmax }),
  };
  if (rule.low === rule.high) return { scale: rule.constant ?? 1, zero: clamp(0, qmin, qmax) };
  const scale = rule.scale(rule.low, rule.high);
  return { scale, zero: clamp(rule.round(rule.zero(rule.low, rule.high, scale)), qmin, qmax) };
};

export const CHOOSE = {
  'the design': chooseQParams,
  'truncated Z': affine(() => ({ round: Math.trunc })),
  'Z half away from zero': affine(() => ({ round: (t) => Math.sign(t) * Math.floor(Math.abs(t) + 0.5) })),
  'Z from the minimum': affine(({ qmin }) => ({ zero: (low, _, s) => qmin - low / s })),
  'Z with S before it is float32': affine(({ qmin, qmax }) => ({ zero: (low, high) => qmax - (high * (qmax - qmin)) / (high - low) })),
  'float32 throughout': affine(({ qmin, qmax }) => ({
    scale: (low, high) => f(clamp(f(f(high - low) / (qmax - qmin)), FLT_MIN, FLT_MAX)), zero: (_, high, s) => f(qmax - f(high / s)),
  })),
  'divide by 2^bits': affine(({ qmin, qmax }) => ({ scale: (low, high) => f(clamp((high - low) / (qmax - qmin + 1), FLT_MIN, FLT_MAX)) })),
  'range not widened to 0': affine(({ min, max }) => ({ low: min, high: max })),
  'S may be subnormal': affine(({ qmin, qmax }) => ({ scale: (low, high) => f((high - low) / (qmax - qmin)) })),
  'S = 0 for constant zero': affine(() => ({ constant: 0 })),
  'symmetric by the minimum alone': (min, max, spec) => chooseQParams(min, spec.symmetric ? Math.max(0, -min) : max, spec),
};

export const CODES = {
  'the design': codes,
  'narrow range ignored': (spec) => codes({ ...spec, narrow: false }),
  'every signed range narrow': (spec) => codes({ ...spec, narrow: spec.isSigned }),
};

export function readQParams() {
  return read('qparams.txt').split('\n').filter((line) => line && line[0] !== '#').map((line) => {
    const [min, max, bits, isSigned, symmetric, narrow, qmin, qmax, scale, zero] = line.split(' ');
    const real = (word) => bitsFloat(Number.parseInt(word, 16));
    const spec = { bits: Number(bits), isSigned: isSigned === '1', symmetric: symmetric === '1', narrow: narrow === '1' };
    return { min: real(min), max: real(max), spec, scale: real(scale), zero: Number(zero), range: [Number(qmin), Number(qmax)] };
  });
}

// How many vectors each implementation gets wrong: { name: count }.
export function countWrong() {
  const tally = (mutants, vectors, isWrong) => Object.fromEntries(
    Object.entries(mutants).map(([name, mutant]) => [name, vectors.filter((v) => isWrong(mutant, v)).length]),
  );
  const values = (file, op) => parseGolden(read(file)).filter((c) => c.op === op && c.scale.length === 1).flatMap(
    (c) => Array.from(c.real, (real, i) => ({ real, code: c.code[i], s: c.scale[0], z: c.zero[0], range: codeRange(c.type) })),
  );
  return {
    quantize: tally(QUANTIZE, values('quantize.txt', 'quantize'), (q, v) => q(v.real, v.s, v.z, v.range) !== v.code),
    onnxQuantize: tally(QUANTIZE, values('onnx_node_tests.txt', 'quantize'), (q, v) => q(v.real, v.s, v.z, v.range) !== v.code),
    dequantize: tally(DEQUANTIZE, values('dequantize.txt', 'dequantize'), (d, v) => floatBits(d(v.code, v.s, v.z)) !== floatBits(v.real)),
    codes: tally(CODES, readQParams(), (range, row) => String(range(row.spec)) !== String(row.range)),
    choose: tally(CHOOSE, readQParams(), (choose, row) => {
      const { scale, zero } = choose(row.min, row.max, row.spec);
      return scale !== row.scale || zero !== row.zero;
    }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { onnxQuantize, ...wrong } = countWrong();
  for (const [group, counts] of Object.entries(wrong)) {
    for (const [name, count] of Object.entries(counts)) {
      console.log(`| ${group} | ${name} | ${count} |${group === 'quantize' ? ` ${onnxQuantize[name]} |` : ' |'}`);
      if ((count === 0) !== (name === 'the design')) process.exitCode = 1;
    }
  }
}
