// A folder of pictures as samples: a label for each sub-folder, its name; or no labels. Pictures are decoded one by one by
// sharp, when they are asked for.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ZeropointError } from './errors.js';

export interface Picture {
  file: string;
  label: number | undefined;
}

/** The part of sharp that is used; it is an optional dependency. */
interface Decoder {
  autoOrient(): Decoder;
  resize(options: { width: number; height: number; fit: 'cover' }): Decoder;
  removeAlpha(): Decoder;
  toColourspace(space: 'b-w' | 'srgb'): Decoder;
  raw(): Decoder;
  toBuffer(options: { resolveWithObject: true }): Promise<{ data: Uint8Array; info: { width: number; height: number; channels: number } }>;
}
type Sharp = (file: string) => Decoder;

const pictures = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
const byName = (a: string, b: string) => (a < b ? -1 : 1);

async function namesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = (wanted: (entry: (typeof entries)[number]) => boolean) =>
    entries.filter((entry) => wanted(entry) && !entry.name.startsWith('.')).map((entry) => entry.name).sort(byName);
  return { folders: names((entry) => entry.isDirectory()), files: names((entry) => entry.isFile() && pictures.test(entry.name)) };
}

/** The pictures of a folder in the order of their names, and the classes: the names of sub-folders that hold pictures. */
export async function listPictures(folder: string): Promise<{ files: Picture[]; classes: string[] | undefined }> {
  const { folders, files } = await namesOf(folder);
  const classes: string[] = [];
  const labelled: Picture[] = [];
  for (const name of folders) {
    const inside = await namesOf(join(folder, name));
    if (inside.files.length === 0) continue;
    labelled.push(...inside.files.map((file) => ({ file: join(folder, name, file), label: classes.length })));
    classes.push(name);
  }
  if (labelled.length > 0 && files.length > 0) {
    throw new ZeropointError('invalid_argument', `${folder}: holds pictures (${files[0]}) beside folders of pictures (${classes[0]}); which are meant?`);
  }
  if (labelled.length > 0) return { files: labelled, classes };
  if (files.length === 0) throw new ZeropointError('invalid_argument', `${folder}: holds no pictures (PNG, JPEG, WebP, GIF, TIFF, AVIF)`);
  return { files: files.map((file) => ({ file: join(folder, file), label: undefined })), classes: undefined };
}

async function loadSharp(): Promise<Sharp> {
  try {
    return ((await import('sharp')) as unknown as { default: Sharp }).default;
  } catch (cause) {
    throw new ZeropointError('load_failed', 'pictures are decoded by the package "sharp", which is not installed: npm install sharp', { cause });
  }
}

/** A function that decodes one picture to bytes, height × width × channels, scaled and cropped to the size if there is one. */
export async function pictureDecoder(channels: 1 | 3, size: { width: number; height: number } | undefined) {
  const sharp = await loadSharp();
  return async (file: string): Promise<{ data: Uint8Array; width: number; height: number }> => {
    try {
      const upright = sharp(file).autoOrient();
      const fitted = size ? upright.resize({ ...size, fit: 'cover' }) : upright;
      const { data, info } = await fitted.removeAlpha().toColourspace(channels === 1 ? 'b-w' : 'srgb').raw().toBuffer({ resolveWithObject: true });
      if (info.channels !== channels) throw new Error(`it has ${info.channels} channels, ${channels} are wanted`);
      return { data, width: info.width, height: info.height };
    } catch (cause) {
      throw new ZeropointError('invalid_argument', `${file}: cannot be decoded (${(cause as Error).message})`, { cause });
    }
  };
}
