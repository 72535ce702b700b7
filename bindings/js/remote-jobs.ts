// Work in the worker with progress and cancel, from the client's side.
import { proxy, type Remote } from 'comlink';

import { ZeropointError } from './errors.js';
import type { JobOptions } from './types.js';
import type { Reply } from './thread-replies.js';
import type { Thread } from './worker-thread.js';

/** @internal */
export type Ask = <T>(work: (thread: Remote<Thread>) => Promise<Reply<T>>) => Promise<T>;

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
