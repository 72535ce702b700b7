import { coreObserver, coreSpec, integer, number, object, oneOf } from './arguments.js';
import { qparamsOf } from './codes.js';
import { unwrap, type CoreImage, type CoreQParamsList } from './core.js';
import { ZeropointError } from './errors.js';
import type {
  ChannelCounts, ErrorMapOptions, ImageMetrics, ImageOptions, JobOptions, QuantizedImage, RgbaImage,
} from './types.js';
import { nextTask } from './tasks.js';

/** What embind/image.cpp answers. */
interface CoreResult {
  image: Uint8Array<ArrayBuffer>;
  codes?: Uint8Array<ArrayBuffer>;
  errorMap?: Uint8Array<ArrayBuffer>;
  qparams: CoreQParamsList;
  tiles: [number, number, number];
  before: ChannelCounts;
  after: ChannelCounts;
  codeCounts: ChannelCounts;
  metrics: ImageMetrics;
  channels: [ImageMetrics, ImageMetrics, ImageMetrics];
  saturated: number;
  entropyBits: number;
  codeBytes: number;
  parameterBytes: number;
  originalBytes: number;
}

function errorMapSpec(options: ErrorMapOptions) {
  const { palette, neutral = [128, 128, 128] } = object('errorMap', options) as ErrorMapOptions;
  if (palette !== undefined && !(palette instanceof Uint8Array)) {
    throw new ZeropointError('invalid_argument', 'errorMap.palette must be a Uint8Array of RGBA entries');
  }
  if (!Array.isArray(neutral) || neutral.length !== 3) {
    throw new ZeropointError('invalid_argument', 'errorMap.neutral must be [r, g, b]');
  }
  return {
    channel: oneOf('errorMap.channel', options.channel ?? 'all', ['all', 'red', 'green', 'blue']),
    gain: 255 / number('errorMap.fullScale', options.fullScale ?? 32),
    palette: palette ?? [],
    neutral: neutral.map((byte, i) => integer(`errorMap.neutral[${i}]`, byte)),
  };
}

function imageSpec(options: ImageOptions) {
  const spec = coreSpec(options as object);
  const granularity = object('granularity', options.granularity ?? { kind: 'image' }) as NonNullable<
    ImageOptions['granularity']
  >;
  const kind = oneOf('granularity.kind', granularity.kind, ['image', 'channel', 'tile']);
  const tile = granularity.kind === 'tile' ? granularity : { width: 1, height: 1, perChannel: false };
  const seed = options.seed ?? 0;
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new ZeropointError('invalid_argument', `seed must be an integer from 0 to 2^32 − 1, got ${seed}`);
  }
  return {
    ...spec,
    ...coreObserver(options),
    granularity: kind === 'tile' && tile.perChannel ? 'tile-channel' : kind,
    tileHeight: integer('granularity.height', tile.height),
    tileWidth: integer('granularity.width', tile.width),
    range: options.range && {
      min: number('range.min', options.range.min),
      max: number('range.max', options.range.max),
    },
    rounding: oneOf('rounding', options.rounding ?? 'nearest-even', ['nearest-even', 'stochastic', 'floyd-steinberg']),
    seed,
    codes: options.codes ?? false,
    ssim: options.ssim ?? false,
    errorMap: options.errorMap && errorMapSpec(options.errorMap),
  };
}

/** A picture in WebAssembly memory, quantized as often as a slider moves. Made by `zp.loadImage()`. */
export class LoadedImage {
  #core: CoreImage | undefined;
  readonly width: number;
  readonly height: number;

  /** @internal */
  constructor(core: CoreImage, width: number, height: number) {
    this.#core = core;
    this.width = width;
    this.height = height;
  }

  /** Quantizes and dequantizes the picture. Throws `invalid_argument` naming the option that does not fit. */
  quantize(options: ImageOptions = {}): QuantizedImage {
    const core = this.#live;
    const spec = imageSpec(options);
    unwrap(core.start(spec));
    while (!unwrap(core.advance(this.height)));
    return this.#result(spec);
  }

  /**
   * The same in steps of a few milliseconds, between which the thread does other things. A second call on the
   * same image stops the first, which then rejects with `aborted`.
   */
  async quantizeInSteps(options: ImageOptions = {}, { onProgress, signal }: JobOptions = {}): Promise<QuantizedImage> {
    const core = this.#live;
    const spec = imageSpec(options);
    const run = ++this.#run;
    const check = () => {
      if (signal?.aborted || run !== this.#run) {
        if (run === this.#run) this.#core?.cancel();
        throw new ZeropointError('aborted', 'the quantization was stopped', { cause: signal?.reason });
      }
    };
    check();
    unwrap(core.start(spec));
    const rows = Math.max(1, Math.floor(stepPixels / this.width));
    let pause = performance.now() + stepMilliseconds;
    while (!unwrap(core.advance(rows))) {
      if (performance.now() < pause) continue;
      onProgress?.(core.progress());
      await nextTask();
      check();
      pause = performance.now() + stepMilliseconds;
    }
    onProgress?.(1);
    return this.#result(spec);
  }
  #run = 0;

  dispose(): void {
    ++this.#run;
    this.#core?.delete();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): CoreImage {
    if (!this.#core) throw new ZeropointError('disposed', 'this image has been disposed');
    return this.#core;
  }

  #picture(bytes: Uint8Array<ArrayBuffer>): RgbaImage {
    return { data: new Uint8ClampedArray(bytes.buffer), width: this.width, height: this.height };
  }

  #result(spec: { bits: number; signed: boolean }): QuantizedImage {
    const run = unwrap(this.#live.result()) as CoreResult;
    const [red, green, blue] = run.channels;
    return {
      image: this.#picture(run.image),
      ...(run.codes && { codes: spec.signed ? new Int8Array(run.codes.buffer) : run.codes }),
      ...(run.errorMap && { errorMap: this.#picture(run.errorMap) }),
      qparams: qparamsOf(run.qparams, spec),
      tiles: run.tiles,
      histogram: { before: run.before, after: run.after },
      codeCounts: run.codeCounts,
      entropyBits: run.entropyBits,
      saturated: run.saturated,
      metrics: run.metrics,
      channelMetrics: { red, green, blue },
      size: {
        original: run.originalBytes,
        codes: run.codeBytes,
        parameters: run.parameterBytes,
        total: run.codeBytes + run.parameterBytes,
      },
    };
  }
}

const stepPixels = 1 << 17;
const stepMilliseconds = 12;
