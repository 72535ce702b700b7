import { loadZeropointWorker, ZeropointError, type ZeropointWorker } from 'zeropoint/worker';

let loading: Promise<ZeropointWorker> | undefined;

/** The quantization core in its worker, one for the whole page, started when first asked for. */
export function engine(): Promise<ZeropointWorker> {
  loading ??= loadZeropointWorker();
  return loading;
}

/** Whether work was given up for newer work, which is no failure. */
export const isAborted = (error: unknown): boolean =>
  (error instanceof ZeropointError && error.code === 'aborted') ||
  (error instanceof DOMException && error.name === 'AbortError');
