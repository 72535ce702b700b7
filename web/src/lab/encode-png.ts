import type { RgbaImage } from 'zeropoint/worker';

import { pngOf } from './png';

const inWorker = typeof OffscreenCanvas === 'function';

/** A PNG file of a picture, made where it does not block the page. */
export async function encodePng({ data, width, height }: RgbaImage): Promise<Blob> {
  if (!inWorker) return pngOf({ data, width, height });
  const worker = new Worker(new URL('./png-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Blob>((resolve, reject) => {
      worker.onmessage = ({ data: file }: MessageEvent<Blob>) => resolve(file);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ data, width, height });
    });
  } finally {
    worker.terminate();
  }
}
