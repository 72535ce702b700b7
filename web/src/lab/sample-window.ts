import type { RgbaImage } from 'zeropoint/worker';

import type { View } from './view';

const mostSamples = 2_000_000; // some 10 ms

/**
 * Draws what the window shows of a picture, whatever the picture's size: real pixels of it, the mean of a few
 * where many fall on one of the screen. `ratio` is screen pixels a CSS pixel.
 */
export function sampleWindow(image: RgbaImage, view: View, ratio: number, target: ImageData): void {
  const { width, height } = target;
  const step = 1 / (view.scale * ratio); // picture pixels a screen pixel
  const affordable = Math.floor(Math.sqrt(mostSamples / (width * height)));
  const side = Math.max(1, Math.min(Math.ceil(step), affordable, 4));
  const columns = places(width, side, step, -view.left / view.scale, image.width);
  const rows = places(height, side, step, -view.top / view.scale, image.height);
  if (side === 1) nearest(image, columns, rows, target);
  else means(image, columns, rows, side, target);
}

/** The pixel that each sample along an axis falls on; −1 outside the picture. */
function places(length: number, side: number, step: number, start: number, end: number): Int32Array {
  return Int32Array.from({ length: length * side }, (_, i) => {
    const at = Math.floor(start + ((i + 0.5) / side) * step);
    return at < 0 || at >= end ? -1 : at;
  });
}

function nearest(image: RgbaImage, columns: Int32Array, rows: Int32Array, target: ImageData): void {
  const from = new Uint32Array(image.data.buffer);
  const to = new Uint32Array(target.data.buffer);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) to[at++] = row < 0 || column < 0 ? 0 : from[row * image.width + column]!;
  }
}

function means(image: RgbaImage, columns: Int32Array, rows: Int32Array, side: number, target: ImageData): void {
  const { data, width } = image;
  const share = 1 / (side * side);
  for (let y = 0, to = 0; y < target.height; ++y) {
    for (let x = 0; x < target.width; ++x, to += 4) {
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let i = y * side; i < (y + 1) * side; ++i) {
        const row = rows[i]!;
        if (row < 0) continue;
        for (let j = x * side; j < (x + 1) * side; ++j) {
          const column = columns[j]!;
          if (column < 0) continue;
          const from = (row * width + column) * 4;
          red += data[from]!;
          green += data[from + 1]!;
          blue += data[from + 2]!;
          alpha += data[from + 3]!;
        }
      }
      target.data[to] = red * share;
      target.data[to + 1] = green * share;
      target.data[to + 2] = blue * share;
      target.data[to + 3] = alpha * share;
    }
  }
}
