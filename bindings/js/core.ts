// What the Embind module offers (bindings/embind), as TypeScript sees it.
import { ZeropointError, type ErrorCode } from './errors.js';
import type { Dimension, Layer, ModelFile } from './model-types.js';
import type { LayerSensitivity, QuantizedSize, Recipe, WeightGranularity } from './quantize-types.js';
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
  /** Of codes, where it is known. */
  codes?: CoreCodes;
}

export interface CoreInput {
  type: number;
  shape: number[];
  bytes: Uint8Array;
}

/** What float and quantized networks have in common. */
export interface CoreRunnable {
  inputs(): CoreTensorInfo[];
  outputs(): CoreTensorInfo[];
  weightBytes(): number;
  memoryUse(): { arena: number; tensors: number; least: number };
  /** One shape for each input, in order. */
  prepare(shapes: number[][]): Answer<undefined>;
  shapeFor(input: number, elements: number): Answer<number[]>;
  /** The outputs, and behind them the values of these names. */
  run(inputs: CoreInput[], values: string[]): Answer<CoreTensor[]>;
  delete(): void;
}

export interface CoreModel extends CoreRunnable {
  file(): ModelFile;
  layers(): Layer[];
}

/** Of one value: either distinct values or bins, and how often each occurs; one of `values` and `bins` is empty. */
export interface CoreValueState {
  name: string;
  exact: boolean;
  min: number;
  max: number;
  values: Float32Array;
  bins: Int32Array;
  counts: Float64Array;
  average?: Range;
  channels: Range[];
}

export interface CoreCalibrationState {
  network: string;
  samples: number;
  averagingConstant?: number;
  perChannel: boolean;
  values: CoreValueState[];
}

export interface CoreCalibration {
  /** On the model that it was made for. */
  observe(model: CoreModel, inputs: CoreInput[]): Answer<undefined>;
  merge(other: CoreCalibration): Answer<undefined>;
  samples(): number;
  values(): { name: string; min: number; max: number; channels: Range[] }[];
  histogram(name: string, bins: number): Answer<{ min: number; max: number; counts: Float64Array<ArrayBuffer> }>;
  state(): Answer<CoreCalibrationState>;
  delete(): void;
}

/** Of each layer of the float network, in its order. */
export interface CoreQuantizedLayer {
  float: boolean;
  why: string;
  runsAs: string;
  sameElsewhere: boolean;
  weights?: { bits: number; signed: boolean; granularity: WeightGranularity; qparams: CoreQParamsList; bytes: number };
  output?: CoreCodes;
}

export interface CoreCodes extends CoreQParams {
  bits: number;
  signed: boolean;
}

interface CoreHistogram {
  min: number;
  max: number;
  counts: Float64Array<ArrayBuffer>;
  below: number;
  above: number;
}

export interface CoreLayerTrace {
  name: string;
  sqnrDb: number;
  cosineSimilarity: number;
  maxAbsError: number;
  saturatedShare: number;
  milliseconds: number;
  kernel?: string;
  output?: CoreCodes;
  weights?: CoreHistogram;
  activations?: CoreHistogram;
}

export interface CoreSensitivity {
  addSamples(inputs: CoreInput[], model: CoreModel): Answer<undefined>;
  /** One more of so many. */
  step(): Answer<undefined>;
  stepCount(): number;
  done(): number;
  only(): LayerSensitivity[];
  allBut(): LayerSensitivity[];
  delete(): void;
}

export interface CoreQuantizedModel extends CoreRunnable {
  /** Of the model that was quantized, on the same inputs. */
  trace(model: CoreModel, inputs: CoreInput[]): Answer<CoreLayerTrace[]>;
  recipe(): Recipe;
  size(): QuantizedSize;
  layers(): CoreQuantizedLayer[];
  toOnnx(fourBit: 'int8' | 'int4'): Answer<Bytes>;
}

export type CodeType = 'uint8' | 'int8' | 'uint16' | 'int16';

/** Codes cross as their bytes; codes.ts gives them their type. */
type Bytes = Uint8Array<ArrayBuffer>;

/** What the modules that only run networks offer, and the others too. */
export interface RuntimeCore {
  heapBytes(): number;
  usedBytes(): number;
  Model: { make(kernels: string, file: Uint8Array, inputShapes: { name: string; shape: number[] }[], onlyRuns: boolean): Answer<CoreModel> };
}

export interface Core extends RuntimeCore {
  kernelNames(): string[];
  chooseQParams(min: number, max: number, spec: CoreSpec): Answer<CoreQParams>;
  quantize(kernels: string, values: Float32Array, p: CoreQParams, type: CodeType): Answer<Bytes>;
  dequantize(kernels: string, codes: Uint8Array, p: CoreQParams, type: CodeType): Answer<Float32Array<ArrayBuffer>>;
  pack(codes: Uint8Array, bits: number, binary: boolean, type: CodeType): Answer<Bytes>;
  unpack(packed: Uint8Array, length: number, bits: number, binary: boolean, type: CodeType): Answer<Bytes>;
  quantizeTensor(values: Float32Array, shape: number[], options: object): Answer<CoreQuantizedTensor>;
  compare(reference: Float32Array, test: Float32Array): Answer<TensorMetrics>;
  Observer: { make(options: object): Answer<CoreObserver> };
  Image: { make(kernels: string, data: Uint8ClampedArray | Uint8Array, width: number, height: number): Answer<CoreImage> };
  Calibration: {
    make(model: CoreModel, options: { averagingConstant?: number; perChannel: boolean }): Answer<CoreCalibration>;
    fromState(state: CoreCalibrationState): Answer<CoreCalibration>;
  };
  Sensitivity: { make(model: CoreModel, calibration: CoreCalibration, recipe: object): Answer<CoreSensitivity> };
  QuantizedModel: { make(model: CoreModel, calibration: CoreCalibration, recipe: object): Answer<CoreQuantizedModel> };
}

/** The value, or its error thrown. */
export function unwrap<T>(answer: Answer<T>): T {
  if (typeof answer === 'object' && answer !== null && 'errorCode' in answer) {
    throw new ZeropointError(answer.errorCode, answer.message);
  }
  return answer;
}
