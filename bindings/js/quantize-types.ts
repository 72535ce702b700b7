// The public types of quantizing a network: recipes, what calibration saw, and what became of each layer. docs/recipe.schema.json
// is the same of recipes, as JSON Schema.

import type { Layer, ModelInputs } from './model-types.js';
import type { QParams, Range, RangeMethod } from './types.js';

/** How weights share S and Z. Channels are output channels; a block is `size` input channels × all taps. */
export type WeightGranularity =
  | { kind: 'tensor' }
  | { kind: 'channel' }
  | { kind: 'group'; groups: number }
  | { kind: 'block'; size: number };

export interface WeightRecipe {
  /** 1 to 8. Default 8. */
  bits?: number;
  /** `symmetric`: signed codes around 0, without the lone smallest one; `affine`: unsigned codes with a zero point; `binary`: 1 bit, −S or S. Default `symmetric`. */
  scheme?: 'symmetric' | 'affine' | 'binary';
  /** Default `{ kind: 'channel' }`. */
  granularity?: WeightGranularity;
  /** Default `minmax`. */
  method?: Exclude<RangeMethod, 'moving-average'>;
  /** For `percentile`: in (50, 100]. Default 99.99. */
  percentile?: number;
}

export interface ActivationRecipe {
  /** 2 to 8. Default 8. */
  bits?: number;
  /** Default `affine`. */
  scheme?: 'affine' | 'symmetric';
  /** Codes around 0 instead of from 0. Default false. */
  signed?: boolean;
  /** `moving-average` needs a calibration with an `averagingConstant`. Default `minmax`. */
  method?: RangeMethod;
  /** For `percentile`: in (50, 100]. Default 99.99. */
  percentile?: number;
}

export interface LayerRecipe {
  weights?: WeightRecipe;
  /** Of the layer's output. */
  activations?: ActivationRecipe;
  /** Leaves the layer in float. Default false. */
  float?: boolean;
}

/** How a network is to be quantized: plain JSON. What is not said has its default. */
export interface Recipe extends LayerRecipe {
  /** Of the network's inputs: 8 bits whatever `activations` say, the rest as there. */
  input?: ActivationRecipe;
  /** Of a last convolution or matrix product. Default `float`: logits are not quantized. */
  output?: 'float' | 'quantized';
  /** Rules for some layers; each changes what it says, and later ones win. */
  layers?: readonly LayerRule[];
}

export interface LayerRule extends LayerRecipe {
  /** A layer's name; if no layer has it, a pattern in which `*` stands for any characters. */
  match: string;
}

/** Batches for a network: one tensor for each input, by name, or only the tensor, as `run()` takes them. */
export type SampleBatches = Iterable<ModelInputs> | AsyncIterable<ModelInputs>;

export interface CalibrateOptions {
  /** Also keeps moving averages, m ← m + c·(batch − m), with this c in (0, 1]. Such calibrations cannot be merged. */
  averagingConstant?: number;
  /** Also keeps the range of each channel, for display. Default false. */
  perChannel?: boolean;
  /** Called after each batch with the number of samples so far. */
  onProgress?: (samples: number) => void;
  /** Stops the work; the promise then rejects with a ZeropointError of code `aborted`. */
  signal?: AbortSignal;
}

/** What calibration saw of one value of the network. */
export interface CalibratedValue extends Range {
  readonly name: string;
  /** The range of each channel (axis 1), where they were kept. */
  readonly channels?: readonly Range[];
}

/** Equal bins from the smallest to the largest value: bin i counts from min + i·(max − min)/counts.length on. */
export interface ValueHistogram extends Range {
  readonly counts: Float64Array<ArrayBuffer>;
}

/** A calibration as plain JSON. Numbers are exact. */
export interface CalibrationJson {
  readonly format: 'zeropoint-calibration';
  readonly version: 1;
  /** A hash of the network's weights: it is loaded for that network only. */
  readonly network: string;
  readonly samples: number;
  readonly averagingConstant?: number;
  readonly perChannel?: boolean;
  readonly values: readonly CalibratedValueJson[];
}

export interface CalibratedValueJson extends Range {
  readonly name: string;
  /** Distinct values, or the numbers of bins, ascending; and how often each occurs. */
  readonly values?: readonly number[];
  readonly bins?: readonly number[];
  readonly counts: readonly number[];
  readonly average?: Range;
  readonly channels?: readonly Range[];
}

/** What became of one layer of the float network. */
export interface QuantizedLayer extends Layer {
  /** Whether it runs in float, between explicit quantize and dequantize steps. */
  readonly float: boolean;
  /** Why it does. */
  readonly why?: string;
  /** The operator that runs, `QLinearConv`; absent where it became a part of another layer. */
  readonly runsAs?: string;
  /** Of layers with weights that became codes. */
  readonly weights?: QuantizedWeights;
  /** Of the codes that the layer gives, if it gives codes. */
  readonly output?: QParams;
  /** Whether other runtimes give the same bytes for it: not with blocks, nor with weight zero points that differ. */
  readonly sameElsewhere: boolean;
}

export interface QuantizedWeights {
  readonly bits: number;
  readonly granularity: WeightGranularity;
  /** One for each tile: the whole, each group or channel; for blocks those of the first output channel first. */
  readonly qparams: readonly QParams[];
  /** When stored: codes bit-packed, with their scales and zero points. */
  readonly bytes: number;
}

export interface QuantizedSize {
  /** Of the network: all constants, codes bit-packed. */
  readonly bytes: number;
  /** Of them, weights that became codes. */
  readonly weightBytes: number;
  /** Of the float network. */
  readonly floatBytes: number;
}

/** Bins as of ValueHistogram, and how many values lie beyond its ends. */
export interface LayerHistogram extends ValueHistogram {
  readonly below: number;
  readonly above: number;
}

/** How far one layer's result is from that of the float network on the same inputs. */
export interface LayerTrace {
  readonly name: string;
  /** Signal-to-quantization-noise ratio in dB; Infinity without error. NaN, as the next two, where the quantized network does not compute it. */
  readonly sqnrDb: number;
  readonly cosineSimilarity: number;
  /** Largest difference, in real values. */
  readonly maxAbsError: number;
  /** Share of the float network's values that the ends of the codes cut off, 0 to 1. */
  readonly saturatedShare: number;
  /** Of the layer in the quantized run. */
  readonly milliseconds: number;
  /** What computed it, and why: `winograd 4x4: 3×3, sums below 2^25`. Absent where there was nothing to choose. */
  readonly kernel?: string;
  /** Of the codes that the layer gives, if it gives codes. */
  readonly qparams?: QParams;
  /** Of the weights in float. */
  readonly weightHistogram?: LayerHistogram;
  /** Of the results in float, over the range that the codes can express. */
  readonly activationHistogram?: LayerHistogram;
}

export interface SensitivityOptions {
  /** Called with the share done, 0 to 1. */
  onProgress?: (done: number) => void;
  /** Stops the work; the promise then rejects with a ZeropointError of code `aborted`. */
  signal?: AbortSignal;
}

/** What one layer costs, over all samples. */
export interface LayerSensitivity {
  readonly layer: string;
  /** Of the network's outputs against the float network; Infinity without error. */
  readonly sqnrDb: number;
  /** Share of samples whose largest class is that of the float network, 0 to 1; NaN where the first output is not [samples, classes]. */
  readonly agreement: number;
}

export interface Sensitivity {
  /** Only this layer quantized; the lowest SQNR first. */
  readonly only: readonly LayerSensitivity[];
  /** All layers but this one quantized; the highest SQNR first. */
  readonly allBut: readonly LayerSensitivity[];
}

export interface OnnxOptions {
  /** The container of weights of 4 bits or fewer: `int8` loads everywhere; `int4` needs opset 21 and takes half. Default `int8`. */
  fourBit?: 'int8' | 'int4';
}

