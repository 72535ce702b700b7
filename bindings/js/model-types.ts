// The public types of networks. Layouts are ONNX's: images are [batch, channels, height, width], row-major.

import type { QParams, Range } from './types.js';

/** What is stored for one element. `int4` and `uint4` lie two to a byte, the first in the low half. */
export interface ElementArrays {
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  /** IEEE binary16, as bits. */
  float16: Uint16Array<ArrayBuffer>;
  int8: Int8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  /** 0 or 1. */
  bool: Uint8Array<ArrayBuffer>;
  int4: Uint8Array<ArrayBuffer>;
  uint4: Uint8Array<ArrayBuffer>;
}
export type ElementType = keyof ElementArrays;

/** A typed array that holds the elements of a tensor; which one follows from the element type. */
export type TensorArray =
  | Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array
  | Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** A size: fixed, open under a name (`batch`), or open without one. */
export type Dimension = number | string | null;

/** What the file held before it was simplified. */
export interface ModelFile {
  /** The program that wrote it, with its version: `pytorch 1.13.0`; empty where it does not say. */
  readonly producer: string;
  /** Versions of the operator sets, by domain: `{ 'ai.onnx': 13 }`. */
  readonly opsets: Readonly<Record<string, number>>;
  /** How often each operator occurs. */
  readonly operators: Readonly<Record<string, number>>;
}

/** What a network says of an input or an output. */
export interface TensorInfo {
  readonly name: string;
  /** Null where the file does not say. */
  readonly type: ElementType | null;
  /** Null where the file does not even say how many dimensions there are. */
  readonly shape: readonly Dimension[] | null;
}

/** A result; the `type` tells which array `data` is. */
export type Tensor = {
  [T in ElementType]: { type: T; shape: number[]; data: ElementArrays[T] };
}[ElementType];

/** Elements, row-major, in the array that the input's type asks for; the shape may be left out while at most one size is open. */
export type TensorInput = TensorArray | { readonly data: TensorArray; readonly shape?: readonly number[] | undefined };

/** A result of a run; 8-bit codes with what they stand for, where the network says so with one S and one Z. */
export type RunTensor = Tensor & { readonly qparams?: QParams };

export interface RunOptions {
  /**
   * Names of intermediate values that are wanted besides the outputs: those that layers write. A network that was
   * quantized here takes the float network's names, and gives codes where it keeps codes.
   */
  values?: readonly string[];
}

export type RunResult = Record<string, RunTensor>;

/** A tensor for each input, by name; or only the tensor, for a network of one input. */
export type ModelInputs = OnlyInput | Readonly<Record<string, TensorInput>>;
export type OnlyInput = TensorArray | { readonly data: TensorArray; readonly shape: readonly number[] };

export interface ModelOptions {
  /** Fixes sizes that the file leaves open: a complete shape, by name of the input. Layers then have numbers. */
  inputShapes?: InputShapes;
}

export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** One step of a network as it was simplified: without what could be computed ahead. */
export interface Layer {
  /** The node's, or that of its first output. */
  readonly name: string;
  /** `Conv`, `com.microsoft.QLinearAdd`. */
  readonly operator: string;
  /** What the layer does to its result: it is clamped to this interval. Relu is 0 to Infinity. */
  readonly activation?: Range;
  /** Shapes of what the layer reads, constants left out. */
  readonly inputs: readonly (readonly Dimension[] | null)[];
  readonly outputs: readonly (readonly Dimension[] | null)[];
  /** Names of the values that it reads, in the order of `inputs`; and of those that it gives. What one layer writes and another reads connects them. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Of a convolution: output channels, input channels of a group, rows and columns of the kernel. */
  readonly kernel?: readonly number[];
  /** Elements of weights and biases; those that several layers share count in each. */
  readonly parameters: number;
  /** Multiply-accumulates of a convolution or a matrix product, 0 of others; null while sizes are open. */
  readonly macs: number | null;
}

export interface ModelMemory {
  /**
   * Bytes of the network's constants. What kernels need in another order is kept beside them after the first run; in
   * `zeropoint/runtime` in their place, where the sizes of all inputs are fixed, by the file or by `inputShapes`: then only
   * single numbers are left to count here.
   */
  readonly weights: number;
  /** Bytes of all tensors of one run, for the latest shapes of `prepare()` or `run()`; 0 before. */
  readonly arena: number;
  /** Bytes that it would take if each tensor had a place of its own; 0 before. */
  readonly tensors: number;
  /** The most bytes in use at one time, below which no `arena` can be; 0 before. */
  readonly least: number;
}
