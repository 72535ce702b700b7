// From settings to what is drawn. S, Z, codes and rounding all come from the package; what is computed here
// are the values in between, which the package does not return.
import type { Codes, QParams, Zeropoint } from 'zeropoint';

import type { Settings } from './state';

export interface Grid {
  settings: Settings;
  qparams: QParams;
  /** The range after it was widened to contain 0. */
  range: { min: number; max: number };
  /** The real values of the codes qmin and qmax. */
  lowest: number;
  highest: number;
}

export interface Reading {
  r: number;
  /** r / S in float32, before rounding. */
  steps: number;
  /** r / S lies exactly between two integers. */
  tie: boolean;
  /** rne(r / S); absent when it is more than 2^15 away from all codes. */
  rounded: number | undefined;
  /** −1 or 1 when the clamp cut it off at qmin or qmax. */
  clipped: -1 | 0 | 1;
  q: number;
  /** r̂, the real value of q. */
  back: number;
  /** r̂ − r: above zero where the code means too much. */
  error: number;
}

function codesFor({ bits, signed }: QParams, codes: readonly number[]): Codes {
  if (bits <= 8) return signed ? Int8Array.from(codes) : Uint8Array.from(codes);
  return signed ? Int16Array.from(codes) : Uint16Array.from(codes);
}

/** r̂ = S(q − Z) of many codes. */
export const realValues = (zp: Zeropoint, qparams: QParams, codes: readonly number[]) =>
  zp.dequantize(codesFor(qparams, codes), qparams);

/** Throws the package's ZeropointError for a range or a spec that does not exist. */
export function gridOf(zp: Zeropoint, settings: Settings): Grid {
  const { min, max, bits, signed, symmetric, narrowRange } = settings;
  const qparams = zp.chooseQParams(min, max, { bits, signed, symmetric, narrowRange });
  const [lowest = 0, highest = 0] = realValues(zp, qparams, [qparams.qmin, qparams.qmax]);
  const range = { min: Math.min(Math.fround(min), 0), max: Math.max(Math.fround(max), 0) };
  return { settings, qparams, range, lowest, highest };
}

const wholeNumbers: QParams = { scale: 1, zeroPoint: 0, qmin: -32768, qmax: 32767, bits: 16, signed: true };

/** rne(steps) by the package: moved by an even number to where 16 bits reach, which changes no rounding. */
function roundedBy(zp: Zeropoint, steps: number, near: number): number | undefined {
  const shift = near - (near % 2);
  if (!(Math.abs(steps - shift) <= 32767)) return undefined;
  const [rounded = 0] = zp.quantize(Float32Array.of(steps - shift), wholeNumbers);
  return rounded + shift;
}

/** Throws the package's ZeropointError when r is NaN. */
export function readingOf(zp: Zeropoint, { qparams }: Grid, value: number): Reading {
  const { scale, zeroPoint, qmin, qmax } = qparams;
  const r = Math.fround(value);
  const [q = 0] = zp.quantize(Float32Array.of(r), qparams);
  const [back = 0] = realValues(zp, qparams, [q]);
  const steps = Math.fround(r / scale);
  const rounded = roundedBy(zp, steps, q - zeroPoint);
  const wanted = rounded === undefined ? Math.sign(steps) * Infinity : rounded + zeroPoint;
  return {
    r, steps, rounded, q, back,
    tie: steps - Math.floor(steps) === 0.5,
    clipped: wanted > qmax ? 1 : wanted < qmin ? -1 : 0,
    error: Math.fround(back - r),
  };
}

const bits32 = new Int32Array(1);
const float32 = new Float32Array(bits32.buffer);

/** The float32 value with r / S = k + ½ exactly; absent where S is such that no float32 gives it. */
export function tieAbove({ qparams: { scale } }: Grid, k: number): number | undefined {
  for (const ulps of [0, 1, -1, 2, -2]) {
    float32[0] = scale * (k + 0.5);
    bits32[0]! += ulps;
    const r = float32[0]!;
    if (Math.fround(r / scale) === k + 0.5) return r;
  }
  return undefined;
}

/** The range whose zero point is this code, with the same S: the real axis moves along the codes. */
export function rangeWithZeroPoint({ qparams: { scale, qmin, qmax } }: Grid, zeroPoint: number) {
  return { min: Math.fround(scale * (qmin - zeroPoint)), max: Math.fround(scale * (qmax - zeroPoint)) };
}
