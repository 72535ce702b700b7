// The worker's side of worker.ts: one Zeropoint, and what the client has loaded, by number.
import { expose } from 'comlink';

import { ZeropointError } from './errors.js';
import type { LoadedImage } from './image.js';
import { loadZeropoint } from './index.js';
import { stop, stoppable } from './thread-jobs.js';
import { networkMethods } from './thread-networks.js';
import { Objects } from './thread-objects.js';
import { reply } from './thread-replies.js';
import type { ImageOptions, ImageSource, LoadOptions, QuantizedImage } from './types.js';
import type { Zeropoint } from './zeropoint.js';

let zeropoint: Zeropoint | undefined;
const images = new Objects<LoadedImage>('image');

function loaded(): Zeropoint {
  if (!zeropoint) throw new ZeropointError('disposed', 'the worker has no Zeropoint instance');
  return zeropoint;
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

  loadImage: (source: ImageSource) => reply(() => images.add(loaded().loadImage(source))),

  quantizeImage: (id: number, options: ImageOptions, job: number, onProgress?: (done: number) => void) =>
    reply<QuantizedImage>(() => stoppable(job, (signal) => images.get(id).quantizeInSteps(options, { signal, ...(onProgress && { onProgress }) }))),

  stop: (job: number) => reply(() => stop(job)),

  disposeImage: (id: number) => reply(() => images.dispose(id)),

  ...networkMethods(loaded),
};
export type Thread = typeof thread;

expose(thread);
