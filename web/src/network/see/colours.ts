// Numbers as colours: grey for values, the page's two error colours for differences.
import { computed } from '@preact/signals';

import { dark } from '../../state/theme';

type Rgb = readonly [number, number, number];

/** A token of tokens.css; a canvas turns whatever it says into bytes. */
function token(name: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

const errorColours = computed(() => {
  void dark.value; // zero is the page's own grey
  return [token('--error-low'), token('--error-zero'), token('--error-high')] as const;
});

const between = (a: Rgb, b: Rgb, share: number): Rgb => [0, 1, 2].map((i) => a[i]! + (b[i]! - a[i]!) * share) as unknown as Rgb;

/** One plane of numbers; `low` is black and `high` white. */
export function valuePixels(data: ArrayLike<number>, width: number, height: number, low: number, high: number): ImageData {
  const image = new ImageData(width, height);
  const rgba = image.data; // rounds and clamps
  const factor = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < width * height; ++i) {
    rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = (data[i]! - low) * factor;
    rgba[4 * i + 3] = 255;
  }
  return image;
}

/** Differences: −end in the one colour, 0 grey, end in the other. */
export function errorPixels(data: ArrayLike<number>, width: number, height: number, end: number): ImageData {
  const [low, zero, high] = errorColours.value;
  const palette = Array.from({ length: 256 }, (_, i) => (i < 128 ? between(low, zero, i / 128) : between(zero, high, (i - 128) / 127)));
  const image = new ImageData(width, height);
  const rgba = image.data;
  for (let i = 0; i < width * height; ++i) {
    const [r, g, b] = palette[Math.max(0, Math.min(255, Math.round(128 + (end > 0 ? data[i]! / end : 0) * 127)))]!;
    rgba[4 * i] = r;
    rgba[4 * i + 1] = g;
    rgba[4 * i + 2] = b;
    rgba[4 * i + 3] = 255;
  }
  return image;
}
