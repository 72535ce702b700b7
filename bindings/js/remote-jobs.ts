// Work in the worker with progress and cancel, from the client's side.
import { proxy } from 'comlink';

import { ZeropointError } from './errors.js';
import type { JobOptions } from './types.js';
import type { Ask } from './worker.js';

let lastJob = 0;

/** Starts work under a number; the signal stops it, also before it began. `stopped`: the message then. */
export async function runJob<T>(ask: Ask, { onProgress, signal }: JobOptions, stopped: string, work: (job: number, progress: JobOptions['onProgress']) => Promise<T>): Promise<T> {
  if (signal?.aborted) throw new ZeropointError('aborted', stopped, { cause: signal.reason });
  const job = ++lastJob;
  const stop = () => void ask((thread) => thread.stop(job)).catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(job, onProgress && proxy(onProgress));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
