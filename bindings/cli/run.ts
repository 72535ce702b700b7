// zeropoint run: a classifier on pictures.
import type { LoadOptions, Tensor } from 'zeropoint';

import { inputOf, resizeOf, type Input, type InputOptions } from './input.js';
import { readLabels } from './labels.js';
import { load, naming, read } from './network.js';
import { complain, Failure } from './options.js';
import { decode, loadSharp } from './picture.js';
import { valuesOf } from './presets.js';
import { Progress } from './progress.js';
import { table } from './table.js';

interface Options extends InputOptions {
  top: number;
  labels?: string;
  softmax?: boolean;
  time?: boolean;
  json?: boolean;
  kernels: NonNullable<LoadOptions['kernels']>;
}

interface Class {
  class: number;
  label?: string;
  score: number;
}

/** The picture as the input's first sample; others of its batch stay 0. */
function tensorOf(pixels: Uint8Array, { layout, batch, channels, height, width, bytes }: Input, values: Float32Array) {
  const area = height * width;
  const data = new (bytes ? Uint8Array : Float32Array)(batch * channels * area);
  for (let i = 0; i < pixels.length; ++i) {
    const c = i % channels;
    data[layout === 'nchw' ? c * area + (i - c) / channels : i] = bytes ? pixels[i]! : values[256 * c + pixels[i]!]!;
  }
  return { data, shape: layout === 'nchw' ? [batch, channels, height, width] : [batch, height, width, channels] };
}

/** The scores of the first sample. */
function scoresOf(file: string, name: string, { data, shape }: Tensor): number[] {
  const classes = shape.slice(shape.length > 1 ? 1 : 0).reduce((a, b) => a * b, 1);
  if (Math.max(...shape.slice(shape.length > 1 ? 1 : 0)) !== classes) {
    throw new Failure(`${file}: output '${name}' of shape [${shape.join(', ')}] is not a list of scores`);
  }
  return Array.from(data.subarray(0, classes) as ArrayLike<number | bigint>, Number);
}

function softmax(scores: number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

function best(scores: number[], top: number, labels: string[] | undefined): Class[] {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.slice(0, top).map((i) => ({ class: i, ...(labels && { label: labels[i]! }), score: scores[i]! }));
}

function print(image: string, classes: Class[], what: string, milliseconds: number | undefined): void {
  const value = (score: number) => (what === 'probability' ? `${(100 * score).toFixed(2)} %` : score.toPrecision(6));
  const rows = classes.map((entry) => [value(entry.score), String(entry.class), entry.label ?? '']);
  const time = milliseconds === undefined ? '' : `  (${milliseconds.toFixed(1)} ms)`;
  process.stdout.write(`${image}${time}\n${table([what, 'class', rows.some((row) => row[2]) ? 'label' : ''], rows, ['right', 'right', 'left'])}\n\n`);
}

export async function runNetwork(file: string, images: string[], options: Options, command: { getOptionValueSource(name: string): string | undefined }): Promise<void> {
  const given = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (!given('preset') && (options.mean || options.std)) options.preset = 'custom';
  const sharp = await loadSharp();
  const labels = options.labels === undefined ? undefined : await readLabels(options.labels);
  const model = await load(file, await read(file), options.kernels);
  const input = inputOf(file, model, options);
  if (input.bytes && (given('preset') || options.preset === 'custom') && options.preset !== '0-255') {
    throw new Failure(`${file}: input '${input.name}' is uint8 and takes bytes as they are: the preset is 0-255, not ${options.preset}`);
  }
  const values = valuesOf(options, input.channels);
  const resize = resizeOf(options, input, given('resize'));
  const output = model.outputs[0]?.name ?? '';
  const ends = model.layers.at(-1)?.operator === 'Softmax';
  const what = ends || options.softmax ? 'probability' : 'score';
  const progress = new Progress('Running', images.length);
  const results: object[] = [];
  let shown = 0;

  const one = async (image: string) => {
    const pixels = await decode(sharp, image, input.channels, input.height, input.width, resize);
    const tensor = tensorOf(pixels, input, values);
    await naming(file, () => model.prepare({ [input.name]: tensor.shape }));
    const start = performance.now();
    const outputs = await naming(file, () => model.run({ [input.name]: tensor }));
    const milliseconds = options.time ? performance.now() - start : undefined;
    const scores = scoresOf(file, output, outputs[output]!);
    if (labels && labels.length !== scores.length) throw new Failure(`${options.labels}: has ${labels.length} labels, the network ${scores.length} classes`);
    const classes = best(options.softmax && !ends ? softmax(scores) : scores, options.top, labels);
    if (options.json) results.push({ image, ...(milliseconds !== undefined && { milliseconds }), top: classes });
    else print(image, classes, what, milliseconds);
    ++shown;
  };

  for (const image of images) {
    await one(image).catch((error: Error) => {
      complain(error);
      if (options.json) results.push({ image, error: error.message });
    });
    progress.step();
  }
  progress.stop();
  if (options.json) process.stdout.write(`${JSON.stringify({ model: file, values: what, results }, null, 2)}\n`);
  else if (shown > 0 && what === 'score') process.stderr.write('The network does not end with a softmax: these are its scores; --softmax makes probabilities of them.\n');
}
