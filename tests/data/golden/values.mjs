// The numbers that the golden vectors are made of: everything is a function of fixed seeds.
import { bitsFloat, codeRange, floatBits } from './format.mjs';

const f = Math.fround;
export const FLT_MIN = 2 ** -126;
export const FLT_MAX = (2 - 2 ** -23) * 2 ** 127;
const SUBNORMAL = 2 ** -149;

// mulberry32: uniform in [0, 1).
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// The float32 after x in the direction of +infinity (step 1) or −infinity (step −1); x finite.
export function neighbour(x, step) {
  if (x === 0) return step * SUBNORMAL;
  return bitsFloat(floatBits(x) + (x > 0 ? step : -step));
}

// A float32 whose exponent is uniform in [low, high).
export const logUniform = (next, low, high) => f((1 + next()) * 2 ** Math.floor(low + next() * (high - low)));

export function scales(next) {
  return [
    1, 0.5, 2 ** -7, 2 ** -20, 2 ** 10, 3, f(1 / 255), f(2 / 255), f(1 / 127), f(0.1), f(1 / 3), f(6 / 255), f(1 / 65535),
    FLT_MIN, neighbour(FLT_MIN, 1), 2 ** -100, 2 ** 100, 2 ** 119, FLT_MAX,
    ...Array.from({ length: 10 }, () => logUniform(next, -14, 4)),
    ...Array.from({ length: 3 }, () => logUniform(next, -126, -100)),
    ...Array.from({ length: 3 }, () => logUniform(next, 100, 119)),
  ];
}

// Both ends, the middle, its odd neighbour, and one of each parity at random.
export function zeroPoints(type, next) {
  const [low, high] = codeRange(type);
  const middle = (low + high + 1) / 2;
  const at = low + 2 * Math.floor((next() * (high - low)) / 2);
  return [low, high, middle, middle + 1, at, at + 1];
}

// S·(k + ½), exact in float64, rounded to float32, and its neighbours on both sides.
export function nearTie(scale, k) {
  const tie = f(scale * (k + 0.5));
  if (!Number.isFinite(tie)) return [];
  return [neighbour(tie, -1), tie, neighbour(tie, 1)].filter(Number.isFinite);
}

// Where the formula has edges: zeros, infinities, subnormals, the largest floats, both saturating ends.
export function edges(scale, zero, type) {
  const [low, high] = codeRange(type);
  const ends = [low - zero, high - zero];
  return [
    0, -0, Infinity, -Infinity, FLT_MAX, -FLT_MAX, FLT_MIN, -FLT_MIN, SUBNORMAL, -SUBNORMAL,
    neighbour(FLT_MIN, -1), scale, -scale, f(scale / 2), f(-scale / 2),
    ...ends.flatMap((k) => [k - 1, k, k + 1].map((steps) => f(scale * steps))),
  ];
}

// Steps k at whose upper edge a near-tie is taken: around zero, beyond both ends, and `count` at random.
export function steps(zero, type, count, next) {
  const [low, high] = codeRange(type);
  const k0 = low - zero;
  const k1 = high - zero;
  const near = [-2, -1, 0, 1, k0 - 1, k0, k1 - 1, k1];
  return [...near, ...Array.from({ length: count }, () => k0 + Math.floor(next() * (k1 - k0)))];
}
