import { coreGranularity, coreObserver, coreShape, coreSpec, float32, integer, number, object, oneOf } from './arguments.js';
import { loadCalibration, type Calibration } from './calibration.js';
import { bytesOf, checkQParams, codesOf, codeType, qparamsOf } from './codes.js';
import { unwrap, type Core } from './core.js';
import { ZeropointError } from './errors.js';
import { LoadedImage } from './image.js';
import { Model } from './model.js';
import type { ModelOptions } from './model-types.js';
import { Observer } from './observer.js';
import type { CalibrationJson } from './quantize-types.js';
import { makeModel } from './runtime-model.js';
import type {
  Bits, Codes, CodeSpec, ImageOptions, ImageSource, KernelName, ObserverOptions, QParams, QuantizedImage, QuantizedTensor,
  QuantSpec, Range, TensorMetrics, TensorOptions,
} from './types.js';

/** The binary scheme's codes −1 and 1 take one bit each. */
const isBinary = ({ bits, qmin, qmax }: CodeSpec) => bits === 1 && qmin === -1 && qmax === 1;

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
    const { p, type } = checkQParams(qparams);
    return codesOf(unwrap(this.#live.quantize(this.kernels, float32('values', values), p, type)), type);
  }

  /** r = S·(q − Z), equation (1), as float32. */
  dequantize(codes: Codes, qparams: QParams): Float32Array<ArrayBuffer> {
    const { p, type } = checkQParams(qparams);
    return unwrap(this.#live.dequantize(this.kernels, bytesOf(codes, type), p, type));
  }

  /**
   * Codes as a stream of `bits` bits each, least significant bit first (with 4 and 2 bits: ONNX's int4 and
   * int2); what the true size in bytes is. Throws `invalid_argument` for a code that does not fit.
   */
  pack(codes: Codes, spec: CodeSpec): Uint8Array<ArrayBuffer> {
    const type = codeType(spec);
    return unwrap(this.#live.pack(bytesOf(codes, type), spec.bits, isBinary(spec), type));
  }

  /** `length` codes out of what pack() made. Throws `shape_mismatch` for another number of bytes. */
  unpack(packed: Uint8Array, length: number, spec: CodeSpec): Codes {
    const type = codeType(spec);
    const bytes = bytesOf(packed, 'uint8');
    return codesOf(unwrap(this.#live.unpack(bytes, integer('length', length), spec.bits, isBinary(spec), type)), type);
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
    const result = unwrap(
      this.#live.quantizeTensor(float32('values', values), coreShape(shape), {
        ...spec,
        ...coreObserver(options),
        granularity: coreGranularity(options.granularity ?? { kind: 'tensor' }),
      }),
    );
    return {
      ...result,
      q: codesOf(result.q, codeType(spec)),
      qparams: qparamsOf(result.qparams, spec),
    };
  }

  /** How far `test` is from `reference`. Throws `shape_mismatch` for different lengths. */
  compare(reference: Float32Array, test: Float32Array): TensorMetrics {
    return unwrap(this.#live.compare(float32('reference', reference), float32('test', test)));
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

  /**
   * Reads a network from the bytes of an ONNX file, and simplifies it: constants folded, BatchNormalization
   * folded into convolutions, activations fused. Dispose it.
   * Throws `unsupported` naming all operators that cannot be run, `invalid_argument` for a file that is not an
   * ONNX model or breaks its rules, `shape_mismatch` for shapes that do not fit together, `too_large`.
   */
  loadModel(bytes: Uint8Array | ArrayBuffer, options: ModelOptions = {}): Model {
    return new Model(this.#live, makeModel(this.#live, this.kernels, bytes, options, false));
  }

  /**
   * What `calibration.toJSON()` gave, read again; dispose it. Throws `invalid_argument` for anything that calibration
   * could not have made.
   */
  loadCalibration(json: CalibrationJson): Calibration {
    return loadCalibration(this.#live, json);
  }

  /** Lets go of the WebAssembly memory, which is freed once the objects made by this instance are disposed too. */
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
}
