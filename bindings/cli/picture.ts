// Decoding and scaling pictures, by sharp where it is installed.
import { readFile } from 'node:fs/promises';

import type { Sharp } from 'sharp';

import { reasonOf } from './network.js';
import { Failure } from './options.js';

export type Resize = 'cover' | 'stretch' | number;

type SharpModule = (typeof import('sharp'))['default'];

export async function loadSharp(): Promise<SharpModule> {
  try {
    return (await import('sharp')).default;
  } catch {
    throw new Failure('pictures are decoded by the package sharp, which is not installed: npm install sharp');
  }
}

const raw = async (picture: Sharp) => {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

/**
 * Bytes height × width × channels. The shorter side is scaled to `resize` pixels, or as far as it covers the size, and
 * the middle is cropped, as torchvision's Resize and CenterCrop do; `stretch` does not keep the proportions.
 */
export async function decode(sharp: SharpModule, file: string, channels: 1 | 3, height: number, width: number, resize: Resize): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Failure(`${file}: ${reasonOf(error)}`);
  });
  try {
    const source = await raw(sharp(bytes).autoOrient().removeAlpha().toColourspace(channels === 1 ? 'b-w' : 'srgb'));
    const shorter = Math.min(source.width, source.height);
    const factor = typeof resize === 'number' ? resize / shorter : Math.max(width / source.width, height / source.height);
    const scaled = (length: number, least: number) => Math.max(least, Math.floor(length * factor + 1e-6));
    const [w, h] = resize === 'stretch' ? [width, height] : [scaled(source.width, 1), scaled(source.height, 1)];
    if (w < width || h < height) throw new Failure(`${file}: is ${w} × ${h} when scaled, smaller than the network's ${width} × ${height}: --resize needs more`);
    const pixels = sharp(source.data, { raw: { width: source.width, height: source.height, channels } });
    const scaledPixels = await raw(pixels.resize(w, h, { fit: 'fill', kernel: 'linear' }).toColourspace(channels === 1 ? 'b-w' : 'srgb'));
    const left = Math.round((w - width) / 2);
    const top = Math.round((h - height) / 2);
    const all = sharp(scaledPixels.data, { raw: { width: w, height: h, channels } });
    const result = await raw(all.extract({ left, top, width, height }).toColourspace(channels === 1 ? 'b-w' : 'srgb'));
    if (result.channels !== channels) throw new Error(`it has ${result.channels} channels, not ${channels}`);
    return result.data;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${file}: is no picture that can be decoded (${(error as Error).message.split('\n')[0]})`);
  }
}
