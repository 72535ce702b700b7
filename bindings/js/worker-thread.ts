// The worker's side of worker.ts: one Zeropoint, and the images and networks that the client has loaded, by number.
import { expose, transfer } from 'comlink';

import { ZeropointError, type ErrorCode } from './errors.js';
import type { LoadedImage } from './image.js';
import { loadZeropoint } from './index.js';
import type { Model } from './model.js';
import type { InputShapes, ModelInputs, ModelOptions } from './model-types.js';
import type { ImageOptions, ImageSource, LoadOptions, QuantizedImage } from './types.js';
import type { Zeropoint } from './zeropoint.js';

let zeropoint: Zeropoint | undefined;
const images = new Map<number, LoadedImage>();
const jobs = new Map<number, AbortController>();
const models = new Map<number, Model>();
let lastId = 0;

/** A value, or an error as plain data: a clone of an Error loses its code. */
export interface Reply<T> {
  value?: T;
  error?: { code: ErrorCode; message: string };
}

async function reply<T>(work: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    const value = await work();
    return transfer({ value }, buffersOf(value));
  } catch (error) {
    if (!(error instanceof ZeropointError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

/** The buffers of a result, which move to the client instead of being copied. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach((v) => buffersOf(v, found));
  return [...found];
}

function loaded(): Zeropoint {
  if (!zeropoint) throw new ZeropointError('disposed', 'the worker has no Zeropoint instance');
  return zeropoint;
}

function image(id: number): LoadedImage {
  const found = images.get(id);
  if (!found) throw new ZeropointError('disposed', 'this image has been disposed');
  return found;
}

function model(id: number): Model {
  const found = models.get(id);
  if (!found) throw new ZeropointError('disposed', 'this model has been disposed');
  return found;
}

/** Methods of Zeropoint that take and give plain data. */
const plain = ['chooseQParams', 'quantize', 'dequantize', 'pack', 'unpack', 'observe', 'quantizeTensor', 'compare'] as const;
export type PlainMethod = (typeof plain)[number];

const thread = {
  load: (options: LoadOptions) =>
    reply(async () => {
      zeropoint = await loadZeropoint(options);
      return { kernels: zeropoint.kernels, availableKernels: zeropoint.availableKernels };
    }),

  call: (method: PlainMethod, args: unknown[]) =>
    reply(() => (loaded()[method] as (...args: unknown[]) => unknown)(...args)),

  memory: () => reply(() => loaded().memory),

  loadImage: (source: ImageSource) =>
    reply(() => {
      images.set(++lastId, loaded().loadImage(source));
      return lastId;
    }),

  quantizeImage: (id: number, options: ImageOptions, job: number, onProgress?: (done: number) => void) =>
    reply<QuantizedImage>(async () => {
      const abort = new AbortController();
      jobs.set(job, abort);
      try {
        return await image(id).quantizeInSteps(options, { signal: abort.signal, ...(onProgress && { onProgress }) });
      } finally {
        jobs.delete(job);
      }
    }),

  stop: (job: number) => reply(() => jobs.get(job)?.abort()),

  disposeImage: (id: number) =>
    reply(() => {
      images.get(id)?.dispose();
      images.delete(id);
    }),

  loadModel: (bytes: Uint8Array | ArrayBuffer, options: ModelOptions) =>
    reply(() => {
      const loadedModel = loaded().loadModel(bytes, options);
      models.set(++lastId, loadedModel);
      const { file, inputs, outputs, layers } = loadedModel;
      return { id: lastId, file, inputs, outputs, layers };
    }),

  runModel: (id: number, inputs: ModelInputs) => reply(() => model(id).run(inputs)),
  prepareModel: (id: number, shapes: InputShapes) => reply(() => model(id).prepare(shapes)),
  modelMemory: (id: number) => reply(() => model(id).memory),

  disposeModel: (id: number) =>
    reply(() => {
      models.get(id)?.dispose();
      models.delete(id);
    }),
};
export type Thread = typeof thread;

expose(thread);
