// Reading a model's file.
import { readFile } from 'node:fs/promises';

import { loadZeropoint, ZeropointError, type LoadOptions, type Model } from 'zeropoint';

import { Failure } from './options.js';

/** What a failing file call says, without the call. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES') return 'may not be read';
  return message;
};

export async function read(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new Failure(`${file}: ${reasonOf(error)}`);
  });
}

/** Runs work, and puts the file's name before the reason why it failed. */
export async function naming<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZeropointError) throw new Failure(`${file}: ${error.message}`);
    throw error;
  }
}

export async function load(file: string, bytes: Uint8Array, kernels: NonNullable<LoadOptions['kernels']>, shapes: Record<string, number[]> = {}): Promise<Model> {
  const zp = await loadZeropoint({ kernels });
  return naming(file, () => {
    if (!('' in shapes)) return zp.loadModel(bytes, { inputShapes: shapes });
    const { '': shape, ...named } = shapes;
    const model = zp.loadModel(bytes);
    const names = model.inputs.map(({ name }) => name);
    model.dispose();
    if (names.length !== 1) throw new Failure(`${file}: has ${names.length} inputs: say which as --shape ${names[0] ?? 'input'}=${shape!.join(',')}`);
    return zp.loadModel(bytes, { inputShapes: { ...named, [names[0]!]: shape! } });
  });
}
