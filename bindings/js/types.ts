/// <reference lib="esnext.disposable" preserve="true" />
// The public types. Symbols are those of quantization.md: r real value, q code, S scale, Z zero point.

/** Which kernels run: `scalar` is the specification, the others give the same bytes faster. */
export type KernelName = 'scalar' | 'simd128' | 'relaxed';

export type Bits = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 16;

/** What kind of codes is wanted. */
export interface QuantSpec {
  /** Bits of a code: 1 to 8, or 16. Default 8. */
  bits?: Bits;
  /** Codes around 0 instead of from 0. Default false. */
  signed?: boolean;
  /** Z in the middle of the codes (0 when signed, 2^(bits−1) otherwise) instead of anywhere. Default false. */
  symmetric?: boolean;
  /** Codes in [−qmax, qmax], without the lone −qmax − 1; signed symmetric only, usual for weights. Default false. */
  narrowRange?: boolean;
}

/** The parameters of r = S·(q − Z) and the codes that exist. */
export interface QParams {
  /** S, a normal positive float32. */
  readonly scale: number;
  /** Z, an integer in [qmin, qmax]. */
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
  readonly bits: Bits;
  readonly signed: boolean;
}

/** An interval of real values, min ≤ max, both finite. */
export interface Range {
  min: number;
  max: number;
}

export type RangeMethod = 'minmax' | 'moving-average' | 'percentile' | 'mse' | 'entropy';

/** How a range follows from values that were seen. */
export interface ObserverOptions {
  /** Default `minmax`. */
  method?: RangeMethod;
  /** For `percentile`: in (50, 100]; 100 − p percent are cut off at each end. Default 99.99. */
  percentile?: number;
  /** For `moving-average`: c in m ← m + c·(batch − m), in (0, 1]. Default 0.01. */
  averagingConstant?: number;
}

/** Which elements share one S and Z. Axes count from 0, or from the end when negative. */
export type Granularity =
  | { kind: 'tensor' }
  | { kind: 'channel'; axis: number }
  | { kind: 'group'; axis: number; groups: number }
  | { kind: 'block'; axis: number; size: number };

/** What tells how codes are stored; QParams fit. */
export interface CodeSpec {
  bits: number;
  signed: boolean;
  qmin?: number;
  qmax?: number;
}

export type Codes = Uint8Array | Int8Array | Uint16Array | Int16Array;

export interface TensorOptions extends QuantSpec, ObserverOptions {
  /** Default `{ kind: 'tensor' }`. */
  granularity?: Granularity;
  /** 1-bit weights q = r ≥ 0 ? 1 : −1 with S = mean|r|, in place of bits, signed and symmetric. Default false. */
  binary?: boolean;
}

/** How far one tensor is from another. */
export interface TensorMetrics {
  /** Largest |r − r̂|. */
  maxAbsError: number;
  /** Mean of (r − r̂)². */
  mse: number;
  /** 10·log10(Σr² / Σ(r − r̂)²) in dB; Infinity without error. */
  sqnr: number;
  /** Cosine of the angle between the two, as vectors. */
  cosine: number;
}

export interface QuantizedTensor {
  /** One code an element, row-major like the input. */
  q: Codes;
  /** One entry a tile, row-major over `tiles`. */
  qparams: QParams[];
  /** How many parameter sets there are along each dimension of the shape. */
  tiles: number[];
  /** r̂ = S·(q − Z). */
  dequantized: Float32Array;
  metrics: TensorMetrics;
  /** Bytes when stored: codes bit-packed, 4 bytes a scale, zero points where they are not fixed by the scheme. */
  sizeBytes: number;
}

/** RGBA, 8 bits each, row-major: a browser's ImageData, or the same from elsewhere. */
export interface ImageSource {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface RgbaImage {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** Which colour values of an image share one S and Z. */
export type ImageGranularity =
  | { kind: 'image' }
  | { kind: 'channel' }
  | { kind: 'tile'; width: number; height: number; perChannel?: boolean };

export type Rounding = 'nearest-even' | 'stochastic' | 'floyd-steinberg';

export interface ImageOptions extends ObserverOptions {
  /** Bits of a colour value, 1 to 8. Default 8. */
  bits?: number;
  signed?: boolean;
  symmetric?: boolean;
  /** Default `{ kind: 'image' }`. */
  granularity?: ImageGranularity;
  /** A range set by hand, in real values where 0 is black and 1 is full; in place of `method`. */
  range?: Range;
  /** Default `nearest-even`. */
  rounding?: Rounding;
  /** For `stochastic`: an integer in [0, 2^32). Default 0. */
  seed?: number;
  /** Also compute the structural similarity, which costs more than all else. Default false. */
  ssim?: boolean;
  /** Also return the codes. Default false. */
  codes?: boolean;
  /** Also draw the signed error. Default: not drawn. */
  errorMap?: ErrorMapOptions;
}

export interface ErrorMapOptions {
  /** The channel whose error is drawn; `all` is the mean of the three. Default `all`. */
  channel?: 'all' | 'red' | 'green' | 'blue';
  /** The error, in 8-bit levels, that gets the end of the colour scale; above 0. Default 32. */
  fullScale?: number;
  /** RGBA entries from the most negative error to the most positive, zero in the middle. Default: blue, neutral, orange. */
  palette?: Uint8Array;
  /** The neutral colour of the default palette as [r, g, b], bytes. Default [128, 128, 128]. */
  neutral?: readonly [number, number, number];
}

/** How far the quantized picture is from the original; both as 8-bit pictures, alpha left out. */
export interface ImageMetrics {
  /** Largest difference, in 8-bit levels. */
  maxAbsError: number;
  /** Mean squared error, in 8-bit levels squared. */
  mse: number;
  /** Peak signal-to-noise ratio in dB, peak 255; Infinity without error. */
  psnr: number;
  /** Signal-to-quantization-noise ratio in dB; Infinity without error. */
  sqnr: number;
  cosine: number;
  /** Mean structural similarity (Wang et al. 2004), mean of R, G and B; absent when not asked for or below 11 pixels a side. */
  ssim?: number;
}

/** Counts of 256 values for each channel. */
export interface ChannelCounts {
  red: Uint32Array;
  green: Uint32Array;
  blue: Uint32Array;
}

export interface QuantizedImage {
  /** The dequantized picture, with the original's alpha. */
  image: RgbaImage;
  /** Codes [height][width][3], when asked for. */
  codes?: Uint8Array | Int8Array;
  /** v̂ − v as colours, when asked for. */
  errorMap?: RgbaImage;
  /** One entry a tile, row-major over `tiles`. */
  qparams: QParams[];
  /** Parameter sets along height, width and channels. */
  tiles: [number, number, number];
  histogram: { before: ChannelCounts; after: ChannelCounts };
  /** How often each code occurs: entry i counts the code qmin + i. */
  codeCounts: ChannelCounts;
  /** Shannon entropy of the codes of all channels, in bits a value. */
  entropyBits: number;
  /** Colour values that the ends of the codes cut off. */
  saturated: number;
  /** All channels together. */
  metrics: ImageMetrics;
  channelMetrics: { red: ImageMetrics; green: ImageMetrics; blue: ImageMetrics };
  /** Bytes when stored: codes bit-packed; 4 a scale and, for affine schemes, zero points packed like the codes. */
  size: { original: number; codes: number; parameters: number; total: number };
}

/** For work that takes long. */
export interface JobOptions {
  /** Called with the share done, 0 to 1. */
  onProgress?: (done: number) => void;
  /** Stops the work; the promise then rejects with a ZeropointError of code `aborted`. */
  signal?: AbortSignal;
}

export interface LoadOptions {
  /** `auto` takes the fastest that this machine runs. Default `auto`. */
  kernels?: 'auto' | KernelName;
  /** Where the `.wasm` comes from, in place of the file beside this module. */
  wasm?: string | URL | ArrayBuffer | Uint8Array | WebAssembly.Module;
}
