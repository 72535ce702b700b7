// A file's bytes to RGBA. Runs in decode-worker.ts, or on the page where workers have no canvas.

import type { Pixels } from './pixels';
import { texturePixels } from './texture-pixels';

export interface Decoded {
  full: Pixels;
  /** A smaller copy of a large picture, for as long as a slider is dragged. */
  preview?: Pixels;
}

/** From this many pixels on a slider shows a smaller copy until the hand rests. */
export const previewAbove = 1_500_000;
const previewPixels = 750_000;

type AnyCanvas = OffscreenCanvas | HTMLCanvasElement;

function canvasOf(width: number, height: number): AnyCanvas {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

function pixelsOf(source: ImageBitmap, width: number, height: number): Pixels {
  const context = canvasOf(width, height).getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D | null;
  if (!context) throw new Error('the browser has no memory left for a canvas of this size');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { data: data as Uint8ClampedArray<ArrayBuffer>, width, height };
}

// A canvas stores colours multiplied by alpha, which loses bits of translucent ones.
function exact(bitmap: ImageBitmap, fromCanvas: Pixels): Pixels {
  const { data } = fromCanvas;
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) return texturePixels(bitmap, canvasOf(1, 1)) ?? fromCanvas;
  }
  return fromCanvas;
}

export async function decode(blob: Blob): Promise<Decoded> {
  // The file's own bytes: no colour management, which would quantize them a first time.
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  try {
    const { width, height } = bitmap;
    const full = exact(bitmap, pixelsOf(bitmap, width, height));
    if (width * height <= previewAbove) return { full };
    const scale = Math.sqrt(previewPixels / (width * height));
    const preview = pixelsOf(bitmap, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    return { full, preview };
  } finally {
    bitmap.close();
  }
}
