// Sets of images for quantize and compare: folders of pictures, IDX files, packed sets; batch by batch as a network takes them.
import { stat } from 'node:fs/promises';

import { ZeropointError, type Model, type TensorInput } from 'zeropoint';
import { loadSamples, type Batch, type Samples } from 'zeropoint/samples';

import { inputOf, resizeOf, type Input, type InputOptions } from './input.js';
import { Failure } from './options.js';
import { decode, loadSharp, type Resize } from './picture.js';
import { normalizationOf } from './presets.js';

export interface ImageOptions extends InputOptions {
  images: string;
  batch: number;
  limit?: number;
}

/** The command's own options, of which it knows whether they were given. */
export interface Given {
  getOptionValueSource(name: string): string | undefined;
}

export interface ImageSet {
  readonly samples: Samples;
  /** Samples in all batches: the last one may be missing where the file fixes the size of a batch. */
  readonly count: number;
  batches(): AsyncIterable<{ inputs: Record<string, TensorInput>; labels: Int32Array | undefined }>;
}

function checkShape(file: string, { channels, height, width }: Input, path: string, [c, h, w]: readonly number[]): void {
  if (c === channels && h === height && w === width) return;
  throw new Failure(`${path}: holds images of ${c} × ${h} × ${w} (channels, height, width), ${file} takes ${channels} × ${height} × ${width}`);
}

async function decoded(sharp: Awaited<ReturnType<typeof loadSharp>>, picture: string, { channels, height, width }: Input, resize: Resize) {
  try {
    return { data: await decode(sharp, picture, channels, height, width, resize), width, height };
  } catch (error) {
    throw new ZeropointError('invalid_argument', (error as Error).message, { cause: error });
  }
}

async function open(file: string, input: Input, options: ImageOptions, given: (name: string) => boolean, strict: boolean): Promise<Samples> {
  const { channels, height, width } = input;
  const path = options.images;
  const { mean, std } = normalizationOf(options, channels);
  const resize = resizeOf(options, { height, width }, given('resize'));
  const pictures = (await stat(path).catch(() => undefined))?.isDirectory();
  const sharp = pictures ? await loadSharp() : undefined;
  // Pictures are brought to the network's size; others have theirs.
  if (!pictures) checkShape(file, input, path, (await loadSamples(path, { limit: 1 })).shape);
  return loadSamples(path, {
    channels, mean, std,
    ...(sharp && { decode: (picture: string) => decoded(sharp, picture, input, resize) }),
    ...(!strict && { onUnreadable: (error) => void process.stderr.write(`zeropoint: ${error.message}; it is left out\n`) }),
    ...(options.limit !== undefined && { limit: options.limit }),
  });
}

/** Channels innermost instead of outermost. */
function channelsLast({ data, shape: [count, channels, height, width] }: Batch): Float32Array {
  const area = height * width;
  const out = new Float32Array(data.length);
  for (let n = 0; n < count; ++n) {
    for (let c = 0; c < channels; ++c) {
      for (let i = 0; i < area; ++i) out[(n * area + i) * channels + c] = data[(n * channels + c) * area + i]!;
    }
  }
  return out;
}

/** `strict`: no picture may be left out, because something goes by their numbers. */
export async function openImages(file: string, model: Model, options: ImageOptions, command: Given, strict = false): Promise<ImageSet> {
  const given = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (!given('preset') && (options.mean || options.std)) options.preset = 'custom';
  const input = inputOf(file, model, options);
  if (input.bytes) throw new Failure(`${file}: input '${input.name}' is uint8; images go into float32 networks here`);
  const samples = await open(file, input, options, given, strict);
  const { height, width } = input;
  const isOpen = typeof model.inputs[0]!.shape![0] !== 'number';
  const size = isOpen ? options.batch : input.batch;
  const count = isOpen ? samples.length : samples.length - (samples.length % size);
  if (count === 0) throw new Failure(`${options.images}: has ${samples.length} images, ${file} takes ${size} at a time`);

  async function* batches() {
    for await (const batch of samples.batches(size)) {
      if (!isOpen && batch.shape[0] < size) return;
      const tensor = input.layout === 'nchw' ? { data: batch.data, shape: batch.shape } : { data: channelsLast(batch), shape: [batch.shape[0], height, width, input.channels] };
      yield { inputs: { [input.name]: tensor }, labels: batch.labels };
    }
  }
  return { samples, count, batches };
}
