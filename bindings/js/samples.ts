// Samples for calibration and accuracy, in Node: folders of pictures, IDX files (also .gz), packed sets; with labels.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { ZeropointError } from './errors.js';
import { listPictures, pictureDecoder } from './samples-folder.js';
import { labelsBeside, packedImages, readIdx } from './samples-idx.js';

export { ZeropointError } from './errors.js';

export interface SampleOptions {
  /** Pictures only: 1 (grey) or 3 (RGB). Default 3. */
  channels?: 1 | 3;
  /** Pictures only: scaled to cover this size and cropped around the middle. Without it all must have the size of the first. */
  size?: { width: number; height: number };
  /** Pictures only: decodes in place of sharp to bytes, height × width × channels; then `size` is not used. */
  decode?: (file: string) => Promise<{ data: Uint8Array; width: number; height: number }>;
  /** Pictures only: told of each that cannot be decoded, which is then left out. Without it the first one is an error. */
  onUnreadable?: (error: ZeropointError) => void;
  /** A file of labels, one byte a sample. Default: the one that is named as the images are, if it is there. */
  labels?: string;
  /** Subtracted from byte / 255, one number for each channel. Default 0. */
  mean?: readonly number[];
  /** Divides what is left, one number for each channel. Default 1. */
  std?: readonly number[];
  /** At most so many samples, from the start. */
  limit?: number;
}

export interface Sample {
  /** Channels × height × width, (byte / 255 − mean) / std. */
  data: Float32Array<ArrayBuffer>;
  label: number | undefined;
  /** The file, and for a packed one the index in it. */
  name: string;
}

export interface Batch {
  /** Samples one after the other: shape[0] × channels × height × width. */
  data: Float32Array<ArrayBuffer>;
  shape: [number, number, number, number];
  labels: Int32Array<ArrayBuffer> | undefined;
}

/** Samples in a fixed order, as often as they are asked for; pictures are decoded anew each time, so memory does not grow. */
export interface Samples extends AsyncIterable<Sample> {
  readonly length: number;
  /** [channels, height, width] of each sample. */
  readonly shape: readonly [number, number, number];
  /** The names of the labels, where there are any: those of the sub-folders. */
  readonly classes: readonly string[] | undefined;
  readonly labelled: boolean;
  /** The same, `size` at a time; the last batch may be smaller. */
  batches(size: number): AsyncIterable<Batch>;
}

type Shape = [number, number, number];

interface Source {
  length: number;
  shape: Shape;
  classes: string[] | undefined;
  labelled: boolean;
  /** Writes sample i to `into`. */
  read(i: number, into: Float32Array): Promise<{ label: number | undefined; name: string }>;
}

function invalid(message: string): never {
  throw new ZeropointError('invalid_argument', message);
}

function perChannel(name: string, given: readonly number[] | undefined, usual: number, channels: number): readonly number[] {
  const values = given ?? new Array<number>(channels).fill(usual);
  if (values.length !== channels) invalid(`${name} must have ${channels} ${channels === 1 ? 'number' : 'numbers'}, one a channel, got ${values.length}`);
  if (!values.every(Number.isFinite) || (name === 'std' && values.includes(0))) invalid(`${name} must hold finite numbers${name === 'std' ? ' other than 0' : ''}`);
  return values;
}

/** Copies bytes as numbers, channels outermost; `step` bytes lie between neighbours of a channel, `plane` between channels. */
function normalizer(options: SampleOptions, [channels, height, width]: Shape) {
  const mean = perChannel('mean', options.mean, 0, channels);
  const std = perChannel('std', options.std, 1, channels);
  const area = height * width;
  const table = Float32Array.from({ length: 256 * channels }, (_, i) => ((i & 255) / 255 - mean[i >> 8]!) / std[i >> 8]!);
  return (bytes: Uint8Array, step: number, plane: number, into: Float32Array) => {
    for (let c = 0; c < channels; ++c) {
      for (let i = 0; i < area; ++i) into[c * area + i] = table[256 * c + bytes[c * plane + i * step]!]!;
    }
  };
}

async function idxSource(file: string, options: SampleOptions): Promise<Source> {
  const images = await readIdx(file);
  const { axes } = images;
  if (axes.length !== 3 && axes.length !== 4) invalid(`${file}: has ${axes.length} axes; images have 3 (count, height, width) or 4 (count, channels, height, width)`);
  const [length, ...rest] = axes as [number, ...number[]];
  const shape = (rest.length === 2 ? [1, ...rest] : rest) as Shape;
  const each = shape.reduce((product, axis) => product * axis, 1);
  const labelFile = options.labels ?? labelsBeside(file);
  const labels = labelFile === undefined ? undefined : await readIdx(labelFile);
  if (labels && (labels.axes.length !== 1 || labels.axes[0] !== length)) {
    invalid(`${labelFile}: has ${labels.axes.join(' × ')} labels for the ${length} images of ${file}`);
  }
  const write = normalizer(options, shape);
  return {
    length, shape, classes: undefined, labelled: labels !== undefined,
    async read(i, into) {
      write(images.bytes.subarray(i * each, (i + 1) * each), 1, shape[1] * shape[2], into);
      return { label: labels?.bytes[i], name: `${basename(file)}[${i}]` };
    },
  };
}

type Decode = NonNullable<SampleOptions['decode']>;

async function firstReadable(files: readonly { file: string }[], decode: Decode, { onUnreadable }: SampleOptions) {
  for (const { file } of files.slice(0, -1)) {
    try {
      return { file, picture: await decode(file) };
    } catch (error) {
      if (!onUnreadable) throw error; // told when its turn comes
    }
  }
  const { file } = files.at(-1)!;
  return { file, picture: await decode(file) };
}

async function folderSource(folder: string, options: SampleOptions): Promise<Source> {
  const { channels = 3, size } = options;
  if (channels !== 1 && channels !== 3) invalid(`channels must be 1 or 3, got ${String(channels)}`);
  const whole = (n: number) => Number.isInteger(n) && n > 0 && n <= 16384;
  if (size && !(whole(size.width) && whole(size.height))) invalid(`size must be { width, height } from 1 to 16384, got ${JSON.stringify(size)}`);
  const { files, classes } = await listPictures(folder);
  const decode = options.decode ?? (await pictureDecoder(channels, size));
  const { file: first, picture: { width, height } } = await firstReadable(files, decode, options);
  const shape: Shape = [channels, height, width];
  const write = normalizer(options, shape);
  return {
    length: files.length, shape, classes, labelled: classes !== undefined,
    async read(i, into) {
      const { file, label } = files[i]!;
      const picture = await decode(file);
      if (picture.width !== width || picture.height !== height) {
        invalid(`${file}: is ${picture.width} × ${picture.height}, but ${first} is ${width} × ${height}; give a size to scale them to`);
      }
      write(picture.data, channels, 1, into);
      return { label, name: file };
    },
  };
}

async function sourceOf(path: string, options: SampleOptions): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return folderSource(path, options);
  const file = found ? path : packedImages(path);
  if (file === undefined) invalid(`${path}: there is no such folder, file or packed set`);
  return idxSource(file, options);
}

function positive(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) invalid(`${name} must be an integer above 0, got ${value}`);
  return value;
}

/**
 * Opens samples.
 * @param path a folder of pictures (or of folders of pictures, one a class), a file of images in IDX format, or what the names
 *   of a packed set's two files begin with (`fashion-mnist-test-500` for `…-images.idx3-ubyte.gz` and `…-labels.idx1-ubyte.gz`)
 * Throws `invalid_argument` that names the file when something is missing or damaged, `load_failed` without `sharp`.
 */
export async function loadSamples(path: string, options: SampleOptions = {}): Promise<Samples> {
  const limit = options.limit === undefined ? Infinity : positive('limit', options.limit);
  const source = await sourceOf(path, options);
  const { shape, classes, labelled } = source;
  const length = Math.min(source.length, limit);
  const each = shape.reduce((product, axis) => product * axis, 1);

  /** Whether sample i was written to `into`; those that may be left out are told. */
  async function read(i: number, into: Float32Array) {
    try {
      return await source.read(i, into);
    } catch (error) {
      if (!options.onUnreadable || !(error instanceof ZeropointError)) throw error;
      options.onUnreadable(error);
      return undefined;
    }
  }

  async function* batches(size: number): AsyncGenerator<Batch> {
    positive('the size of a batch', size);
    for (let i = 0; i < length;) {
      const data = new Float32Array(Math.min(size, length - i) * each);
      const found: number[] = [];
      for (; found.length < size && i < length; ++i) {
        const sample = await read(i, data.subarray(found.length * each, (found.length + 1) * each));
        if (sample) found.push(sample.label ?? -1);
      }
      const count = found.length;
      if (count > 0) yield { data: count * each < data.length ? data.slice(0, count * each) : data, shape: [count, ...shape], labels: labelled ? Int32Array.from(found) : undefined };
    }
  }

  async function* one(): AsyncGenerator<Sample> {
    for (let i = 0; i < length; ++i) {
      const data = new Float32Array(each);
      const sample = await read(i, data);
      if (sample) yield { data, ...sample };
    }
  }

  return { length, shape, classes, labelled, batches, [Symbol.asyncIterator]: one };
}
