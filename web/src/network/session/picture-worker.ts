// Pictures to the bytes that a network takes, beside the page's own thread: decoded, cropped, scaled, grey or RGB.
import { expose, transfer } from 'comlink';
import { unzipSync } from 'fflate';

import type { ImageShape } from './preprocessing';

/** A square or oblong of the picture, in its own pixels. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The largest middle part with the proportions of the input; `zoom` below 1 leaves out a rim, as ImageNet's crops do. */
export function middle(width: number, height: number, [, rows, columns]: ImageShape, zoom: number): Crop {
  const scale = Math.min(width / columns, height / rows) * zoom;
  const [w, h] = [columns * scale, rows * scale];
  return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h };
}

function bytesOf(rgba: Uint8ClampedArray, channels: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((rgba.length / 4) * channels);
  for (let i = 0, o = 0; i < rgba.length; i += 4) {
    const [r, g, b] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!];
    if (channels === 1) bytes[o++] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    else for (const byte of [r, g, b]) bytes[o++] = byte;
  }
  return bytes;
}

export interface Scaled {
  bytes: Uint8Array<ArrayBuffer>[];
  width: number;
  height: number;
}

async function scale(blob: Blob, shape: ImageShape, zoom: number, crops?: Crop[]): Promise<Scaled> {
  const [channels, rows, columns] = shape;
  const bitmap = await createImageBitmap(blob);
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(columns, rows).getContext('2d', { willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    const same = width === columns && height === rows;
    const wanted = crops ?? [middle(width, height, shape, same ? 1 : zoom)];
    const bytes = wanted.map((crop) => {
      context.fillRect(0, 0, columns, rows); // black behind what is translucent
      context.drawImage(bitmap, crop.x, crop.y, crop.width, crop.height, 0, 0, columns, rows);
      return bytesOf(context.getImageData(0, 0, columns, rows).data, channels);
    });
    return transfer({ bytes, width, height }, bytes.map(({ buffer }) => buffer));
  } finally {
    bitmap.close();
  }
}

async function unpack(archive: Blob): Promise<{ path: string; blob: Blob }[]> {
  const files = unzipSync(new Uint8Array(await archive.arrayBuffer()), { filter: ({ name }) => !name.endsWith('/') });
  return Object.entries(files).map(([path, bytes]) => ({ path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) }));
}

const pictures = { scale, unpack };
export type Pictures = typeof pictures;

expose(pictures);
