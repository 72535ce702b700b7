// IDX files, the format of MNIST: two zero bytes, the type, the number of axes, the axes as big-endian 32-bit integers, then
// the elements in reading order. Unsigned bytes only; a file that begins as gzip does is unpacked first.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';

import { ZeropointError } from './errors.js';

export interface Idx {
  axes: number[];
  bytes: Uint8Array;
}

const unsignedByte = 0x08;
const largest = 2 ** 30;

const wrong = (file: string, what: string, cause?: unknown) =>
  new ZeropointError('invalid_argument', `${file}: ${what}`, { cause });

function unpacked(file: string, raw: Uint8Array): Uint8Array {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  try {
    return gunzipSync(raw, { maxOutputLength: largest, finishFlush: constants.Z_FINISH });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new ZeropointError('too_large', `${file}: unpacks to more than 1 GiB`);
    throw wrong(file, `the gzip data is damaged (${(error as Error).message})`, error);
  }
}

/** Reads an IDX file of bytes whole; its name stands in every error. */
export async function readIdx(file: string): Promise<Idx> {
  let raw: Uint8Array;
  try {
    raw = await readFile(file);
  } catch (error) {
    throw wrong(file, `cannot be read (${(error as Error).message})`, error);
  }
  const bytes = unpacked(file, raw);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) throw wrong(file, 'is not an IDX file');
  const [, , type, rank] = bytes as unknown as [number, number, number, number];
  if (type !== unsignedByte) throw wrong(file, `holds elements of type 0x${type.toString(16).padStart(2, '0')}, only bytes (0x08) are read`);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw wrong(file, `ends within its header (${bytes.length} bytes, ${rank} axes)`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const axes = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  const count = axes.reduce((product, axis) => product * axis, 1);
  if (bytes.length - start !== count) {
    throw wrong(file, `has ${bytes.length - start} bytes of data, ${axes.join(' × ')} needs ${count}`);
  }
  return { axes, bytes: bytes.subarray(start) };
}

/** The labels beside a file of images, where they are named as MNIST's are. */
export function labelsBeside(images: string): string | undefined {
  const labels = images.replace(/images([-.])idx\d(-ubyte)/, 'labels$1idx1$2');
  return labels !== images && existsSync(labels) ? labels : undefined;
}

/** The file of images of a packed set, which is named by what its two files have in common. */
export function packedImages(stem: string): string | undefined {
  const endings = ['-images.idx3-ubyte.gz', '-images.idx4-ubyte.gz', '-images-idx3-ubyte.gz', '-images-idx3-ubyte'];
  return endings.map((ending) => stem + ending).find((file) => existsSync(file));
}
