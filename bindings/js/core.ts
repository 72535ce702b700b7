// What the Embind module offers (bindings/embind), as TypeScript sees it.
import { ZeropointError, type ErrorCode } from './errors.js';
import type { Range } from './types.js';

/** A value, or what went wrong. */
export type Answer<T> = T | { errorCode: ErrorCode; message: string };

/** Plain data that embind/convert.h reads; every field present. */
export interface CoreSpec {
  bits: number;
  signed: boolean;
  scheme: 'affine' | 'symmetric' | 'binary';
  narrowRange: boolean;
}

export interface CoreQParams {
  scale: number;
  zeroPoint: number;
  qmin: number;
  qmax: number;
}

export interface CoreObserver {
  observe(values: Float32Array): Answer<undefined>;
  merge(other: CoreObserver): Answer<undefined>;
  range(spec: CoreSpec): Answer<Range>;
  count(): number;
  delete(): void;
}

export interface CoreImage {
  start(spec: object): Answer<undefined>;
  advance(rows: number): Answer<boolean>;
  progress(): number;
  cancel(): void;
  result(): unknown;
  delete(): void;
}

type CodeType = 'uint8' | 'int8' | 'uint16' | 'int16';

export interface Core {
  kernelNames(): string[];
  heapBytes(): number;
  usedBytes(): number;
  chooseQParams(min: number, max: number, spec: CoreSpec): Answer<CoreQParams>;
  quantize(kernels: string, values: Float32Array, p: CoreQParams, type: CodeType): Answer<never>;
  dequantize(kernels: string, codes: object, p: CoreQParams, type: CodeType): Answer<Float32Array<ArrayBuffer>>;
  quantizeTensor(values: Float32Array, shape: number[], options: object): Answer<never>;
  compare(reference: Float32Array, test: Float32Array): Answer<never>;
  Observer: { make(options: object): Answer<CoreObserver> };
  Image: { make(kernels: string, data: Uint8ClampedArray | Uint8Array, width: number, height: number): Answer<CoreImage> };
}

/** The value, or its error thrown. */
export function unwrap<T>(answer: Answer<T>): T {
  if (typeof answer === 'object' && answer !== null && 'errorCode' in answer) {
    throw new ZeropointError(answer.errorCode, answer.message);
  }
  return answer;
}
