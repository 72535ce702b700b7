import { coreGranularity, coreObserver, coreShape, coreSpec, float32, integer, number, object, oneOf } from './arguments.js';
import { unwrap, type Core, type CoreQParams } from './core.js';
import { ZeropointError } from './errors.js';
import { LoadedImage } from './image.js';
import { Observer } from './observer.js';
import type {
  Bits, Codes, ImageOptions, ImageSource, KernelName, ObserverOptions, QParams, QuantizedImage, QuantizedTensor,
  QuantSpec, Range, TensorMetrics, TensorOptions,
} from './types.js';

const codeType = (bits: number, signed: boolean) => {
  if (bits <= 8) return signed ? 'int8' : 'uint8';
  return signed ? 'int16' : 'uint16';
};

const arrayTypes = { uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array };

/** The synchronous API: everything runs in the thread that calls it. Made by `loadZeropoint()`. */
export class Zeropoint {
  #core: Core | undefined;
  readonly kernels: KernelName;

  /** @internal */
  constructor(core: Core, kernels: KernelName) {
    this.#core = core;
    this.kernels = kernels;
  }

  /** The kernels that this instance holds, slowest first. */
  get availableKernels(): KernelName[] {
    return this.#live.kernelNames() as KernelName[];
  }

  /** The same instance with other kernels; the results are the same bytes. */
  withKernels(kernels: KernelName): Zeropoint {
    return new Zeropoint(this.#live, oneOf('kernels', kernels, this.availableKernels));
  }

  /** Size of the WebAssembly memory in bytes, and how much of it is in use. */
  get memory(): { total: number; used: number } {
    return { total: this.#live.heapBytes(), used: this.#live.usedBytes() };
  }

  /**
   * S and Z for a range of real values, equations (3) to (5). The range is first widened to contain 0.
   * Throws `not_finite` for NaN or infinity, `invalid_argument` for min > max or a spec that does not exist.
   */
  chooseQParams(min: number, max: number, spec: QuantSpec = {}): QParams {
    const wanted = coreSpec(spec);
    const chosen = unwrap(this.#live.chooseQParams(number('min', min), number('max', max), wanted));
    return { ...chosen, bits: wanted.bits as Bits, signed: wanted.signed };
  }

  /**
   * q = clamp(rne(r / S) + Z, qmin, qmax), equation (2). Infinities saturate; NaN throws `not_finite`.
   * The codes' array type follows from `bits` and `signed`.
   */
  quantize(values: Float32Array, qparams: QParams): Codes {
    const { p, type } = this.#qparams(qparams);
    return unwrap<Codes>(this.#live.quantize(this.kernels, float32('values', values), p, type));
  }

  /** r = S·(q − Z), equation (1), as float32. */
  dequantize(codes: Codes, qparams: QParams): Float32Array<ArrayBuffer> {
    const { p, type } = this.#qparams(qparams);
    if (!(codes instanceof arrayTypes[type])) {
      throw new ZeropointError('invalid_argument', `codes of these qparams are a ${arrayTypes[type].name}`);
    }
    return unwrap(this.#live.dequantize(this.kernels, codes, p, type));
  }

  /**
   * The range of all values under an observer. The `mse` and `entropy` methods look for the best range for
   * the codes of `spec`. Throws `invalid_argument` for no values, `not_finite` for NaN or infinity.
   */
  observe(values: Float32Array, options: ObserverOptions & QuantSpec = {}): Range {
    const observer = this.createObserver(options);
    try {
      observer.observe(values);
      return observer.range(options);
    } finally {
      observer.dispose();
    }
  }

  /** An observer for data that comes in batches; dispose it. */
  createObserver(options: ObserverOptions = {}): Observer {
    return new Observer(unwrap(this.#live.Observer.make(coreObserver(options))));
  }

  /**
   * A whole tensor, row-major, at any granularity: observe, choose S and Z, quantize, dequantize, compare.
   * Throws `shape_mismatch` when the length is not the shape's, `not_finite` naming the index.
   */
  quantizeTensor(values: Float32Array, shape: readonly number[], options: TensorOptions = {}): QuantizedTensor {
    const spec = coreSpec(options);
    const result = unwrap<QuantizedTensor & { qparams: CoreQParams[] }>(
      this.#live.quantizeTensor(float32('values', values), coreShape(shape), {
        ...spec,
        ...coreObserver(options),
        granularity: coreGranularity(options.granularity ?? { kind: 'tensor' }),
      }),
    );
    return { ...result, qparams: result.qparams.map((p) => ({ ...p, bits: spec.bits as Bits, signed: spec.signed })) };
  }

  /** How far `test` is from `reference`. Throws `shape_mismatch` for different lengths. */
  compare(reference: Float32Array, test: Float32Array): TensorMetrics {
    return unwrap<TensorMetrics>(this.#live.compare(float32('reference', reference), float32('test', test)));
  }

  /**
   * Copies a picture into WebAssembly memory, to quantize it again and again; dispose it.
   * Throws `invalid_argument` for a 0×0 picture, `too_large` above 2^26 pixels or 32,767 a side.
   */
  loadImage(source: ImageSource): LoadedImage {
    const { data, width, height } = object('the image', source) as ImageSource;
    if (!(data instanceof Uint8ClampedArray || data instanceof Uint8Array)) {
      throw new ZeropointError('invalid_argument', 'the image needs data as a Uint8ClampedArray of RGBA bytes');
    }
    return new LoadedImage(
      unwrap(this.#live.Image.make(this.kernels, data, integer('width', width), integer('height', height))),
      width,
      height,
    );
  }

  /** One picture, once: `loadImage`, `quantize`, `dispose`. */
  quantizeImage(source: ImageSource, options: ImageOptions = {}): QuantizedImage {
    const image = this.loadImage(source);
    try {
      return image.quantize(options);
    } finally {
      image.dispose();
    }
  }

  /** Lets the WebAssembly memory go. Objects made by this instance are unusable afterwards. */
  dispose(): void {
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): Core {
    if (!this.#core) throw new ZeropointError('disposed', 'this Zeropoint instance has been disposed');
    return this.#core;
  }

  #qparams(qparams: QParams) {
    const { scale, zeroPoint, qmin, qmax, bits, signed } = object('qparams', qparams) as QParams;
    const p = {
      scale: number('qparams.scale', scale),
      zeroPoint: integer('qparams.zeroPoint', zeroPoint),
      qmin: integer('qparams.qmin', qmin),
      qmax: integer('qparams.qmax', qmax),
    };
    const type = codeType(integer('qparams.bits', bits), signed);
    const [low, high] = { uint8: [0, 255], int8: [-128, 127], uint16: [0, 65535], int16: [-32768, 32767] }[type];
    if (p.qmin < low! || p.qmax > high!) {
      throw new ZeropointError('invalid_argument', `codes [${qmin}, ${qmax}] do not fit ${type}`);
    }
    return { p, type } as const;
  }
}
