// Equations (1)–(5) of quantization.md in JavaScript, from the text and not from the C++: it chooses the
// parameters of some vectors and is the base that mutants.mjs breaks. JavaScript's numbers are
// float64 and Math.fround rounds to float32; r / s of two float32 rounded twice is r / s rounded once.
import { FLT_MAX, FLT_MIN } from './values.mjs';

const f = Math.fround;
export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

// Round half to even, for any float64.
export function rne(x) {
  const floor = Math.floor(x);
  const above = x - floor;
  if (above !== 0.5) return above < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function codes({ bits, isSigned, narrow = false }) {
  const half = 2 ** (bits - 1);
  return isSigned ? [narrow ? 1 - half : -half, half - 1] : [0, 2 * half - 1];
}

export function chooseQParams(min, max, spec) {
  const [qmin, qmax] = codes(spec);
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const toScale = (s) => f(clamp(s, FLT_MIN, FLT_MAX));
  const constant = low === 0 && high === 0;
  if (spec.symmetric) {
    const zero = spec.isSigned ? 0 : 2 ** (spec.bits - 1);
    return { scale: constant ? 1 : toScale(Math.max(-low, high) / (qmax - zero)), zero };
  }
  if (constant) return { scale: 1, zero: clamp(0, qmin, qmax) };
  const scale = toScale((high - low) / (qmax - qmin));
  return { scale, zero: clamp(rne(qmax - high / scale), qmin, qmax) };
}

// (2)
export function quantize(r, scale, zero, [qmin, qmax]) {
  return clamp(rne(f(r / scale)), qmin - zero, qmax - zero) + zero;
}

// (1)
export const dequantize = (q, scale, zero) => f(scale * f(q - zero));

// ONNX's DynamicQuantizeLinear as onnxruntime evaluates it: float32 throughout, Z from the minimum.
export function dynamicQParams(min, max) {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const scale = low === high ? 1 : f(f(high - low) / 255);
  return { scale, zero: rne(clamp(f(0 - f(low / scale)), 0, 255)) };
}
