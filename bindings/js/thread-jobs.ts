// Work in the worker that the client may stop, by a number that it chose.
const jobs = new Map<number, AbortController>();

/** Runs work with a signal that stop() aborts. */
export async function stoppable<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  jobs.set(job, abort);
  try {
    return await work(abort.signal);
  } finally {
    jobs.delete(job);
  }
}

export const stop = (job: number): void => jobs.get(job)?.abort();
