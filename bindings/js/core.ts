// What the Embind module offers (bindings/embind), as TypeScript sees it.
import { ZeropointError, type ErrorCode } from './errors.js';
import type { Dimension, Layer, ModelFile } from './model-types.js';
import type { Range, TensorMetrics } from './types.js';

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

/** The parameters of many tiles. */
export interface CoreQParamsList {
  scale: Float32Array;
  zeroPoint: Int32Array;
  qmin: number;
  qmax: number;
}

export interface CoreQuantizedTensor {
  q: Bytes;
  qparams: CoreQParamsList;
  tiles: number[];
  dequantized: Float32Array<ArrayBuffer>;
  metrics: TensorMetrics;
  sizeBytes: number;
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
  result(): Answer<unknown>;
  delete(): void;
}

/** Element types are ONNX's codes, see element-types.ts; 0 is an unknown one. */
export interface CoreTensorInfo {
  name: string;
  type: number;
  shape: Dimension[] | null;
}

export interface CoreTensor {
  type: number;
  shape: number[];
  bytes: Bytes;
}

export interface CoreModel {
  file(): ModelFile;
  inputs(): CoreTensorInfo[];
  outputs(): CoreTensorInfo[];
  layers(): Layer[];
  weightBytes(): number;
  arenaBytes(): number;
  /** One shape for each input, in order. */
  prepare(shapes: number[][]): Answer<undefined>;
  shapeFor(input: number, elements: number): Answer<number[]>;
  run(inputs: { type: number; shape: number[]; bytes: Uint8Array }[]): Answer<CoreTensor[]>;
  delete(): void;
}

export type CodeType = 'uint8' | 'int8' | 'uint16' | 'int16';

/** Codes cross as their bytes; codes.ts gives them their type. */
type Bytes = Uint8Array<ArrayBuffer>;

export interface Core {
  kernelNames(): string[];
  heapBytes(): number;
  usedBytes(): number;
  chooseQParams(min: number, max: number, spec: CoreSpec): Answer<CoreQParams>;
  quantize(kernels: string, values: Float32Array, p: CoreQParams, type: CodeType): Answer<Bytes>;
  dequantize(kernels: string, codes: Uint8Array, p: CoreQParams, type: CodeType): Answer<Float32Array<ArrayBuffer>>;
  pack(codes: Uint8Array, bits: number, binary: boolean, type: CodeType): Answer<Bytes>;
  unpack(packed: Uint8Array, length: number, bits: number, binary: boolean, type: CodeType): Answer<Bytes>;
  quantizeTensor(values: Float32Array, shape: number[], options: object): Answer<CoreQuantizedTensor>;
  compare(reference: Float32Array, test: Float32Array): Answer<TensorMetrics>;
  Observer: { make(options: object): Answer<CoreObserver> };
  Image: { make(kernels: string, data: Uint8ClampedArray | Uint8Array, width: number, height: number): Answer<CoreImage> };
  Model: { make(kernels: string, file: Uint8Array, inputShapes: { name: string; shape: number[] }[]): Answer<CoreModel> };
}

/** The value, or its error thrown. */
export function unwrap<T>(answer: Answer<T>): T {
  if (typeof answer === 'object' && answer !== null && 'errorCode' in answer) {
    throw new ZeropointError(answer.errorCode, answer.message);
  }
  return answer;
}
