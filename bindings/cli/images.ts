// Sets of images for quantize and compare: folders of pictures, IDX files, packed sets; batch by batch as a network takes them.
import { stat } from 'node:fs/promises';

import type { Model, TensorInput } from 'zeropoint';
import { loadSamples, type Batch, type Samples } from 'zeropoint/samples';

import { inputOf, resizeOf, type Input, type InputOptions } from './input.js';
import { Failure } from './options.js';
import { decode, loadSharp } from './picture.js';
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

async function open(path: string, { channels, height, width }: Input, options: ImageOptions, given: (name: string) => boolean, labels?: string): Promise<Samples> {
  const { mean, std } = normalizationOf(options, channels);
  const resize = resizeOf(options, { height, width }, given('resize'));
  const pictures = (await stat(path).catch(() => undefined))?.isDirectory();
  const sharp = pictures ? await loadSharp() : undefined;
  return loadSamples(path, {
    channels, mean, std,
    ...(sharp && { decode: async (file: string) => ({ data: await decode(sharp, file, channels, height, width, resize), width, height }) }),
    ...(options.limit !== undefined && { limit: options.limit }),
    ...(labels !== undefined && { labels }),
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

export async function openImages(file: string, model: Model, options: ImageOptions, command: Given, labels?: string): Promise<ImageSet> {
  const given = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (!given('preset') && (options.mean || options.std)) options.preset = 'custom';
  const input = inputOf(file, model, options);
  if (input.bytes) throw new Failure(`${file}: input '${input.name}' is uint8; images go into float32 networks here`);
  const samples = await open(options.images, input, options, given, labels);
  const [channels, height, width] = samples.shape;
  if (channels !== input.channels || height !== input.height || width !== input.width) {
    throw new Failure(`${options.images}: holds images of ${channels} × ${height} × ${width} (channels, height, width), ${file} takes ${input.channels} × ${input.height} × ${input.width}`);
  }
  const open_ = typeof model.inputs[0]!.shape![0] !== 'number';
  const size = open_ ? options.batch : input.batch;
  const count = open_ ? samples.length : samples.length - (samples.length % size);
  if (count === 0) throw new Failure(`${options.images}: has ${samples.length} images, ${file} takes ${size} at a time`);

  async function* batches() {
    for await (const batch of samples.batches(size)) {
      if (!open_ && batch.shape[0] < size) return;
      const tensor = input.layout === 'nchw' ? { data: batch.data, shape: batch.shape } : { data: channelsLast(batch), shape: [batch.shape[0], height, width, channels] };
      yield { inputs: { [input.name]: tensor }, labels: batch.labels };
    }
  }
  return { samples, count, batches };
}
