// DynamicQuantizeLinear: which ranges give the S and Z of equations (3) and (4), and which do not.
import { chooseQParams, dynamicQParams } from './design.mjs';
import { dynamicQuantizeLinear } from './ort.mjs';
import { FLT_MAX, FLT_MIN, logUniform, random } from './values.mjs';

const f = Math.fround;
const SPEC = { bits: 8, isSigned: false, symmetric: false };

function rangeAt(i, next) {
  const wide = [3, 20, 60][i % 3];
  const a = -logUniform(next, -wide, wide);
  const b = logUniform(next, -wide, wide);
  if (i % 7 === 0) return [a, 0];
  if (i % 7 === 1) return [0, b];
  if (i % 7 === 2) return [f(-1000 * next()), f(1000 * next())];
  if (i % 5 !== 0) return [a, b];
  const k = Math.floor(next() * 255);  // Z close to the tie k + ½
  const scale = logUniform(next, -10, 3);
  return [f(-scale * (k + 0.5)), f(scale * (254.5 - k))];
}

const EDGES = [
  [0, 0], [-0, 0], [5, 9], [-9, -5], [-1, 1], [0, 1], [-1, 0], [-128, 127], [0, FLT_MAX], [-FLT_MAX, 0], [0, FLT_MIN * 256],
  [-FLT_MAX, FLT_MAX], [0, 2 ** -149], [0, 2 ** -130], [-(2 ** -127), 2 ** -127], [0, FLT_MIN * 100],
];

const CUT = 2 ** -14;  // how far −min/S must stay from every k + ½ for Z to be the same

// What README.md claims, checked against onnxruntime-web for every range tried.
function check(min, max, theirs, stats) {
  const ours = chooseQParams(min, max, SPEC);
  const span = Math.max(max, 0) - Math.min(min, 0);
  const normal = f(span) !== Infinity && theirs.scale >= FLT_MIN;
  const exact = f(span) === span;
  const steps = -Math.min(min, 0) / theirs.scale;
  const clear = Math.abs(steps - Math.floor(steps) - 0.5) > CUT;
  const fail = (what) => {
    throw new Error(`${what}: [${min}, ${max}] gives ${JSON.stringify({ ours, theirs })}`);
  };
  const emulated = dynamicQParams(min, max);
  if (theirs.scale >= FLT_MIN && (emulated.scale !== theirs.scale || emulated.zero !== theirs.zero)) fail('not float32 ONNX');
  if (normal && exact && ours.scale !== theirs.scale) fail('S differs though max - min is a float32');
  if (normal && clear && ours.zero !== theirs.zero) fail('Z differs far from a tie');
  if (normal && Math.abs(ours.zero - theirs.zero) > 1) fail('Z differs by more than 1');
  if (normal && Math.abs(ours.scale / theirs.scale - 1) > 2 ** -23) fail('S differs by more than 1 ulp');
  stats.ranges++;
  stats.normal += normal;
  stats.exact += normal && exact;
  stats.scale += normal && ours.scale !== theirs.scale;
  stats.zero += normal && ours.zero !== theirs.zero;
  stats.both += ours.scale === theirs.scale && ours.zero === theirs.zero;
  return { ours, normal, same: ours.scale === theirs.scale && ours.zero === theirs.zero };
}

export async function dynamicCases(tried = 100_000) {
  const next = random(4);
  const stats = { ranges: 0, normal: 0, exact: 0, scale: 0, zero: 0, both: 0 };
  const wanted = { dynamic: 220, dynamic_differs: 60 };
  const cases = [];
  for (let i = -EDGES.length; i < tried; ++i) {
    const [min, max] = i < 0 ? EDGES[i + EDGES.length] : rangeAt(i, next);
    const inside = wanted.dynamic > 0 ? [1, 2, 3, 4].map(() => f(min + (max - min) * next())).filter((x) => x >= min && x <= max) : [];
    const real = [min, max, ...inside];
    const theirs = await dynamicQuantizeLinear(real);
    const { ours, normal, same } = check(min, max, theirs, stats);
    const op = same ? 'dynamic' : 'dynamic_differs';
    if (i >= 0 && wanted[op]-- <= 0) continue;
    // Outside [FLT_MIN, FLT_MAX] their scale is none of ours: no codes to compare.
    const code = normal ? theirs.code : [];
    const pair = (key) => (same ? [theirs[key]] : [theirs[key], ours[key]]);
    cases.push({ name: `range_${i + EDGES.length}`, op, type: 'u8', scale: pair('scale'), zero: pair('zero'), real, code });
  }
  console.log(`DynamicQuantizeLinear: ${JSON.stringify(stats)}`);
  return cases;
}
