import { wrap, type Remote } from 'comlink';

import type { Crop, Pictures, Scaled } from './picture-worker';
import type { ImageShape } from './preprocessing';

let pictures: Remote<Pictures> | undefined;

function worker(): Remote<Pictures> {
  pictures ??= wrap<Pictures>(new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' }));
  return pictures;
}

/** A picture, or crops of it, as the bytes of images of a shape. Rejects where it cannot be decoded. */
export function scaled(blob: Blob, shape: ImageShape, { zoom = 1, crops }: { zoom?: number; crops?: Crop[] } = {}): Promise<Scaled> {
  return worker().scale(blob, shape, zoom, crops);
}

/** The files of a zip archive. */
export const unpacked = (archive: Blob): Promise<{ path: string; blob: Blob }[]> => worker().unpack(archive);
