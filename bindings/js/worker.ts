import { releaseProxy, transfer, wrap, type Remote } from 'comlink';

import { ZeropointError } from './errors.js';
import type { ModelOptions } from './model-types.js';
import type { CalibrationJson } from './quantize-types.js';
import { RemoteCalibration } from './remote-calibration.js';
import { runJob, type Ask } from './remote-jobs.js';
import { RemoteModel, type RemoteModelOptions } from './remote-model.js';
import type {
  Codes, CodeSpec, ImageOptions, ImageSource, JobOptions, KernelName, LoadOptions, ObserverOptions, QParams, QuantizedImage,
  QuantizedTensor, QuantSpec, Range, TensorMetrics, TensorOptions,
} from './types.js';
import { unwrapReply, type Reply } from './thread-replies.js';
import type { PlainMethod, Thread } from './worker-thread.js';

export { ZeropointError };
export type * from './model-types.js';
export type * from './quantize-types.js';
export type { RemoteCalibration } from './remote-calibration.js';
export type { RemoteCalibrateOptions, RemoteModel, RemoteModelOptions } from './remote-model.js';
export type { RemoteNetwork, RemoteRunOptions } from './remote-network.js';
export type { RemoteQuantizedModel } from './remote-quantized-model.js';
export type * from './types.js';

export interface WorkerOptions extends LoadOptions {
  /** A worker that runs `worker-thread.js`, for hosts where the default URL does not fit. */
  worker?: Worker;
}

const disposed = () => new ZeropointError('disposed', 'this Zeropoint worker has been disposed');

/** The API of `Zeropoint` as promises: everything runs in a worker. Made by `loadZeropointWorker()`. */
export class ZeropointWorker {
  readonly kernels: KernelName;
  readonly availableKernels: readonly KernelName[];
  readonly #worker: Worker;
  #thread: Remote<Thread> | undefined;
  #fail!: (error: ZeropointError) => void;
  readonly #failed = new Promise<never>((_, reject) => (this.#fail = reject));

  /** @internal */
  constructor(worker: Worker, thread: Remote<Thread>, kernels: KernelName, availableKernels: KernelName[]) {
    this.kernels = kernels;
    this.availableKernels = availableKernels;
    this.#worker = worker;
    this.#thread = thread;
    this.#failed.catch(() => {}); // what is under way reports it
  }

  chooseQParams(min: number, max: number, spec: QuantSpec = {}): Promise<QParams> {
    return this.#call('chooseQParams', min, max, spec);
  }

  quantize(values: Float32Array, qparams: QParams): Promise<Codes> {
    return this.#call('quantize', values, qparams);
  }

  dequantize(codes: Codes, qparams: QParams): Promise<Float32Array<ArrayBuffer>> {
    return this.#call('dequantize', codes, qparams);
  }

  pack(codes: Codes, spec: CodeSpec): Promise<Uint8Array<ArrayBuffer>> {
    return this.#call('pack', codes, spec);
  }

  unpack(packed: Uint8Array, length: number, spec: CodeSpec): Promise<Codes> {
    return this.#call('unpack', packed, length, spec);
  }

  observe(values: Float32Array, options: ObserverOptions & QuantSpec = {}): Promise<Range> {
    return this.#call('observe', values, options);
  }

  quantizeTensor(values: Float32Array, shape: readonly number[], options: TensorOptions = {}): Promise<QuantizedTensor> {
    return this.#call('quantizeTensor', values, shape, options);
  }

  compare(reference: Float32Array, test: Float32Array): Promise<TensorMetrics> {
    return this.#call('compare', reference, test);
  }

  /** Size of the WebAssembly memory in bytes, and how much of it is in use. */
  memory(): Promise<{ total: number; used: number }> {
    return this.#ask((thread) => thread.memory());
  }

  /** Copies a picture into the worker, to quantize it again and again; dispose it. */
  async loadImage(source: ImageSource): Promise<RemoteImage> {
    const { data, width, height } = source;
    const id = await this.#ask((thread) => thread.loadImage({ data, width, height }));
    return new RemoteImage((work) => this.#ask(work), id, width, height);
  }

  /** One picture, once. */
  async quantizeImage(source: ImageSource, options: ImageOptions = {}, job: JobOptions = {}): Promise<QuantizedImage> {
    const image = await this.loadImage(source);
    try {
      return await image.quantize(options, job);
    } finally {
      image.dispose();
    }
  }

  /** Reads a network in the worker; dispose it. As `Zeropoint.loadModel`. */
  async loadModel(bytes: Uint8Array | ArrayBuffer, options: RemoteModelOptions = {}): Promise<RemoteModel> {
    const { transfer: moves = false, ...rest } = options;
    const sent = moves ? transfer(bytes, [bytes instanceof ArrayBuffer ? bytes : (bytes.buffer as ArrayBuffer)]) : bytes;
    const facts = await this.#ask((thread) => thread.loadModel(sent, rest as ModelOptions));
    return new RemoteModel((work) => this.#ask(work), facts);
  }

  /** As `Zeropoint.loadCalibration`, in the worker; dispose it. */
  async loadCalibration(json: CalibrationJson): Promise<RemoteCalibration> {
    const { id, ...facts } = await this.#ask((thread) => thread.loadCalibration(json));
    return new RemoteCalibration((work) => this.#ask(work), id, facts);
  }

  /** Ends the worker; what is still under way rejects with `disposed`. */
  dispose(): void {
    this.#fail(disposed());
    this.#thread?.[releaseProxy]();
    this.#thread = undefined;
    this.#worker.terminate();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #call<T>(method: PlainMethod, ...args: unknown[]): Promise<T> {
    return this.#ask((thread) => thread.call(method, args) as Promise<Reply<T>>);
  }

  /** The worker's answer, or `disposed` as soon as there will be none. */
  async #ask<T>(work: (thread: Remote<Thread>) => Promise<Reply<T>>): Promise<T> {
    if (!this.#thread) throw disposed();
    return unwrapReply(await Promise.race([work(this.#thread), this.#failed]));
  }
}


/** A picture in the worker's memory. */
export class RemoteImage {
  readonly #ask: Ask;
  readonly #id: number;

  /** @internal */
  constructor(
    ask: Ask,
    id: number,
    readonly width: number,
    readonly height: number,
  ) {
    this.#ask = ask;
    this.#id = id;
  }

  /**
   * Quantizes and dequantizes the picture, with progress and cancel. A second call stops the first, which
   * then rejects with `aborted`.
   */
  async quantize(options: ImageOptions = {}, job: JobOptions = {}): Promise<QuantizedImage> {
    return runJob(this.#ask, job, 'the quantization was stopped', (number, progress) =>
      this.#ask((thread) => thread.quantizeImage(this.#id, options, number, progress)));
  }

  dispose(): void {
    // Where the worker is gone, so is the picture.
    void this.#ask((thread) => thread.disposeImage(this.#id)).catch(() => {});
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Starts a worker and loads the core in it. Throws `load_failed` when either cannot be had. */
export async function loadZeropointWorker({ worker, ...options }: WorkerOptions = {}): Promise<ZeropointWorker> {
  const used = worker ?? new Worker(new URL('./worker-thread.js', import.meta.url), { type: 'module' });
  const thread = wrap<Thread>(used);
  const broken = new Promise<never>((_, reject) => {
    used.addEventListener(
      'error',
      (event) => reject(new ZeropointError('load_failed', `the worker did not start: ${event.message ?? 'unknown error'}`)),
      { once: true },
    );
  });
  broken.catch(() => {});
  // A URL is resolved where it was written, not where the worker's script lies.
  const wasm =
    typeof options.wasm === 'string' || options.wasm instanceof URL
      ? new URL(options.wasm, globalThis.location?.href).href
      : options.wasm;
  try {
    const { kernels, availableKernels } = unwrapReply(
      await Promise.race([thread.load({ ...options, ...(wasm && { wasm }) }), broken]),
    );
    return new ZeropointWorker(used, thread, kernels, availableKernels);
  } catch (error) {
    used.terminate();
    throw error;
  }
}
