// Writes quantize.txt, dequantize.txt, granular.txt and dynamic.txt: inputs from values.mjs, answers
// from onnxruntime-web. Run from the root: node tests/data/golden/generate.mjs
import { writeFileSync } from 'node:fs';
import { codeRange, writeGolden } from './format.mjs';
import { dequantizeLinear, quantizeLinear, version } from './ort.mjs';
import { edges, nearTie, random, scales, steps, zeroPoints } from './values.mjs';
import { dynamicCases } from './generate_dynamic.mjs';
import { granularCases, tensorCases } from './generate_granular.mjs';

const here = (name) => new URL(name, import.meta.url);
const title = (what) => `${what}, by onnxruntime-web ${version}; made by generate.mjs, see README.md`;
const label = (scale) => scale.toExponential(3).replace('+', '');

function quantizeInputs(type, scale, zero, count, next) {
  const ties = steps(zero, type, count, next).flatMap((k) => nearTie(scale, k));
  return [...edges(scale, zero, type), ...ties];
}

async function quantizeCases() {
  const next = random(2);
  const cases = [];
  const add = async (name, type, scale, zero, values) => {
    const c = { name, op: 'quantize', type, shape: [values.length], scale: [scale], zero: [zero], real: values };
    cases.push({ ...c, code: await quantizeLinear(c) });
  };
  for (const type of ['u8', 'i8', 'u16', 'i16', 'u4', 'i4']) {
    const list = scales(next);
    for (const [i, scale] of list.entries()) {
      if (type.endsWith('4') && i % 4 !== 2) continue;
      const zeros = zeroPoints(type, next);
      const picked = type.endsWith('8') ? [zeros[i % 6], zeros[(i + 1) % 6]] : [zeros[i % 6]];
      for (const zero of picked) {
        await add(`${type}_${label(scale)}_z${zero}`, type, scale, zero, quantizeInputs(type, scale, zero, 3, next));
      }
    }
  }
  // Every tie of an 8-bit grid: the scale of images, and an odd zero point.
  for (const [type, scale, zero] of [['u8', Math.fround(1 / 255), 0], ['i8', Math.fround(0.1), -37]]) {
    const [low, high] = codeRange(type);
    const all = Array.from({ length: high - low + 3 }, (_, i) => low - zero + i - 2);
    await add(`${type}_every_tie`, type, scale, zero, all.flatMap((k) => nearTie(scale, k)));
  }
  return cases;
}

async function dequantizeCases() {
  const next = random(3);
  const cases = [];
  const add = async (name, type, scale, zero, code) => {
    const c = { name, op: 'dequantize', type, shape: [code.length], scale: [scale], zero: [zero], code };
    cases.push({ ...c, real: await dequantizeLinear(c) });
  };
  for (const type of ['u8', 'i8', 'u16', 'i16', 'i32', 'u4', 'i4']) {
    const [low, high] = codeRange(type);
    for (const [i, scale] of scales(next).entries()) {
      if (!type.endsWith('8') && i % 2 === 1) continue;
      const zero = type === 'i32' ? 0 : zeroPoints(type, next)[i % 6];
      const some = [low, low + 1, zero, Math.min(zero + 1, high), high - 1, high];
      const any = Array.from({ length: 12 }, () => low + Math.floor(next() * (high - low + 1)));
      await add(`${type}_${label(scale)}_z${zero}`, type, scale, zero, [...some, ...any]);
    }
  }
  // Every 8-bit code: exact powers of two, the scale of images, and a product that overflows at the ends.
  for (const type of ['u8', 'i8']) {
    const [low] = codeRange(type);
    const every = Array.from({ length: 256 }, (_, i) => low + i);
    for (const [scale, zero] of [[0.25, low + 128], [Math.fround(1 / 255), low], [1.5 * 2 ** 120, low + 101]]) {
      await add(`${type}_every_code_${label(scale)}`, type, scale, zero, every);
    }
  }
  return cases;
}

const files = {
  'quantize.txt': [title('QuantizeLinear'), await quantizeCases()],
  'dequantize.txt': [title('DequantizeLinear'), await dequantizeCases()],
  'granular.txt': [title('QuantizeLinear and DequantizeLinear per axis and blocked'), await granularCases()],
  'tensor.txt': [title('parameters chosen by (3)-(5), codes and reals'), await tensorCases()],
  'dynamic.txt': [title('DynamicQuantizeLinear'), await dynamicCases()],
};
for (const [name, [head, cases]] of Object.entries(files)) {
  writeFileSync(here(name), writeGolden(head, cases));
  console.log(`${name}: ${cases.length} cases, ${cases.reduce((n, c) => n + c.code.length, 0)} values`);
}
