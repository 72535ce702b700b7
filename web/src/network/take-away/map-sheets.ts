// A layer's feature maps for the report: its channels side by side, float, quantized and their difference, as PNG files in
// data: addresses.
import { errorPixels, valuePixels } from '../see/colours';
import type { Maps } from '../see/maps';

const mostPixels = 600_000; // of a sheet
const mostChannels = 64;

export interface Sheet {
  is: 'float' | 'quantized' | 'error';
  title: string;
  url: string;
}

export interface Sheets {
  /** How many channels are drawn, from the first one on. */
  shown: number;
  channels: number;
  sheets: Sheet[];
}

export function addressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('a picture could not be read back'));
    reader.readAsDataURL(blob);
  });
}

export async function pngOf(width: number, height: number, draw: (context: OffscreenCanvasRenderingContext2D) => void): Promise<string> {
  const canvas = new OffscreenCanvas(width, height);
  draw(canvas.getContext('2d')!);
  return addressOf(await canvas.convertToBlob({ type: 'image/png' }));
}

export async function sheetsOf({ channels, height, width, float, quantized, low, high }: Maps): Promise<Sheets> {
  const area = height * width;
  const shown = Math.min(channels, mostChannels, Math.max(1, Math.floor(mostPixels / area)));
  const columns = Math.ceil(Math.sqrt(shown));
  const gap = shown > 1 ? 1 : 0;
  const drawn = async (values: Float32Array, pixels: (plane: Float32Array) => ImageData) =>
    pngOf(columns * (width + gap) - gap, Math.ceil(shown / columns) * (height + gap) - gap, (context) => {
      for (let c = 0; c < shown; ++c) {
        context.putImageData(pixels(values.subarray(c * area, (c + 1) * area)), (c % columns) * (width + gap), Math.floor(c / columns) * (height + gap));
      }
    });
  const grey = (plane: Float32Array) => valuePixels(plane, width, height, low, high);
  const sheets: Sheet[] = [{ is: 'float', title: 'float r', url: await drawn(float, grey) }];
  if (quantized) {
    const difference = quantized.subarray(0, shown * area).map((value, i) => value - float[i]!);
    const end = difference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    sheets.push(
      { is: 'quantized', title: 'quantized r̂', url: await drawn(quantized, grey) },
      { is: 'error', title: `error r̂ − r, up to ±${Number(end.toPrecision(3))}`, url: await drawn(difference, (plane) => errorPixels(plane, width, height, end)) },
    );
  }
  return { shown, channels, sheets };
}
