// Cases in which tiles of a tensor have parameters of their own.
import { chooseQParams } from './design.mjs';
import { codeRange } from './format.mjs';
import { dequantizeLinear, quantizeLinear } from './ort.mjs';
import { count, tileOf, tileShape } from './tiles.mjs';
import { logUniform, nearTie, random } from './values.mjs';

// ONNX has no groups of channels: there they are channels with repeated parameters.
function forOnnx(c) {
  if (c.kind !== 'group') return c;
  const repeat = c.shape[c.axis] / c.size;
  const spread = (list) => Array.from({ length: c.shape[c.axis] }, (_, i) => list[Math.floor(i / repeat)]);
  return { ...c, kind: 'channel', scale: spread(c.scale), zero: spread(c.zero) };
}

const TILINGS = [
  ...[0, 1, 2].map((axis) => ({ shape: [2, 6, 3], kind: 'channel', axis, size: 0 })),
  ...[[0, 1], [0, 2], [1, 1], [1, 2], [1, 4], [1, 6], [2, 2], [2, 3]].map(([axis, size]) => ({ shape: [2, 6, 3], kind: 'block', axis, size })),
  { shape: [2, 6, 3], kind: 'group', axis: 1, size: 2 },
  { shape: [4, 3, 2, 2], kind: 'group', axis: 0, size: 2 },
  { shape: [4, 3, 2, 2], kind: 'channel', axis: 0, size: 0 },
  { shape: [2, 5, 3, 2], kind: 'block', axis: 1, size: 3 },
  { shape: [7], kind: 'channel', axis: 0, size: 0 },
  { shape: [7], kind: 'block', axis: 0, size: 3 },
];
const TYPES = ['u8', 'i8', 'u16', 'i16', 'u4', 'i4'];

const nameOf = (type, c) => `${type}_${c.kind}${c.size || ''}_axis${c.axis}_of_${c.shape.join('x')}`;

export async function granularCases() {
  const next = random(5);
  const cases = [];
  for (const [i, tiling] of TILINGS.entries()) {
    for (const type of [TYPES[i % 2], TYPES[2 + (i % 4)]]) {
      const [low, high] = codeRange(type);
      const code = () => low + Math.floor(next() * (high - low + 1));
      const tiles = count(tileShape(tiling));
      const c = {
        ...tiling, type, name: nameOf(type, tiling),
        scale: Array.from({ length: tiles }, () => logUniform(next, -8, 3)), zero: Array.from({ length: tiles }, code),
      };
      c.real = Array.from({ length: count(c.shape) }, (_, at) => {
        const t = tileOf(at, c);
        return nearTie(c.scale[t], code() - c.zero[t])[Math.floor(next() * 3)];
      });
      cases.push({ ...c, op: 'quantize', code: await quantizeLinear(forOnnx(c)) });
      const d = { ...c, op: 'dequantize', code: Array.from(c.real, code) };
      cases.push({ ...d, real: await dequantizeLinear(forOnnx(d)) });
    }
  }
  return cases;
}

// Parameters chosen from the data tile by tile by design.mjs (which mutants.mjs
// checks against qparams.py's exact rows), codes and reals by onnxruntime-web with those. The name carries the scheme.
export async function tensorCases() {
  const next = random(6);
  const cases = [];
  const whole = { shape: [5, 7], kind: 'tensor', axis: 0, size: 0 };
  for (const [i, tiling] of [whole, ...TILINGS].entries()) {
    for (const type of [TYPES[i % 2], TYPES[2 + (i % 4)]]) {
      const symmetric = i % 3 === 1;
      const spec = { bits: Number(type.slice(1)), isSigned: type[0] === 'i', symmetric };
      const real = Array.from({ length: count(tiling.shape) }, () => (next() - 0.3) * 2 ** Math.floor(next() * 6)).map(Math.fround);
      const c = { ...tiling, type, op: symmetric ? 'tensor_symmetric' : 'tensor_affine', real, name: nameOf(type, tiling) };
      const chosen = Array.from({ length: count(tileShape(c)) }, (_, t) => {
        const own = real.filter((_, at) => tileOf(at, c) === t);
        return chooseQParams(Math.min(...own), Math.max(...own), spec);
      });
      c.scale = chosen.map((p) => p.scale);
      c.zero = chosen.map((p) => p.zero);
      c.code = await quantizeLinear(forOnnx(c));
      cases.push(c);
    }
  }
  return cases;
}
