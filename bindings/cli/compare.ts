// zeropoint compare: a float network and its quantized form on the same images.
import type { LoadOptions, Model, RunResult, RunTensor } from 'zeropoint';

import { classNumbers, type LabelOptions } from './class-numbers.js';
import { openImages, type Given, type ImageOptions } from './images.js';
import { load, naming, read } from './network.js';
import { Failure } from './options.js';
import { Progress } from './progress.js';
import { table } from './table.js';

interface Options extends ImageOptions, LabelOptions {
  json?: boolean;
  kernels: NonNullable<LoadOptions['kernels']>;
}

/** A layer of the float network and the value of the quantized one that holds the same. */
interface Pair {
  layer: string;
  value: string;
  quantized: string;
}

// How quantization tools name the codes of a value; a Clip narrows those of the QuantizeLinear before it.
const endings = ['_Clip_Output', '_QuantizeLinear_Output', '_quantized', ''];

function pairsOf(float: Model, quantized: Model, output: string): Pair[] {
  const written = new Set(quantized.layers.flatMap(({ writes }) => writes));
  return float.layers.flatMap(({ name, writes }) => {
    const [value] = writes;
    const found = value === undefined ? undefined : endings.map((ending) => value + ending).find((candidate) => written.has(candidate));
    // Outputs have one name in both.
    return found === undefined || value === output ? [] : [{ layer: name, value: value!, quantized: found }];
  });
}

/** Real values: codes by r = S·(q − Z). */
function reals({ type, data, qparams }: RunTensor): Float32Array | undefined {
  if (type === 'float32') return data;
  if (!qparams || !(data instanceof Uint8Array || data instanceof Int8Array)) return undefined;
  const { scale, zeroPoint } = qparams;
  return Float32Array.from(data, (q) => Math.fround(scale * (q - zeroPoint)));
}

/** Sums over batches. */
class Difference {
  #signal = 0;
  #noise = 0;
  #largest = 0;
  known = false;

  add(reference: Float32Array, test: Float32Array): void {
    this.known = true;
    for (let i = 0; i < reference.length; ++i) {
      const error = reference[i]! - test[i]!;
      this.#signal += reference[i]! ** 2;
      this.#noise += error ** 2;
      this.#largest = Math.max(this.#largest, Math.abs(error));
    }
  }

  get sqnrDb(): number {
    return this.#noise === 0 ? Infinity : 10 * Math.log10(this.#signal / this.#noise);
  }
  get maxAbsError(): number {
    return this.#largest;
  }
}

/** The class with the largest score, for each sample; the first of equals. */
function answersOf({ data, shape }: RunTensor): number[] {
  const count = shape[0] ?? 1;
  const classes = data.length / count;
  return Array.from({ length: count }, (_, n) => {
    let best = 0;
    for (let c = 1; c < classes; ++c) if (Number(data[n * classes + c]) > Number(data[n * classes + best])) best = c;
    return best;
  });
}

function checkAlike(floatFile: string, float: Model, quantizedFile: string, quantized: Model): void {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => `'${name}'`).join(', ');
  for (const kind of ['inputs', 'outputs'] as const) {
    if (names(float[kind]) !== names(quantized[kind])) {
      throw new Failure(`${quantizedFile}: has the ${kind} ${names(quantized[kind])}, ${floatFile} ${names(float[kind])}: not forms of one network`);
    }
  }
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
const decibels = (sqnr: number) => (sqnr === Infinity ? 'exact' : sqnr.toFixed(1));

export async function compareNetworks(floatFile: string, quantizedFile: string, options: Options, command: Given): Promise<void> {
  const float = await load(floatFile, await read(floatFile), options.kernels);
  const quantized = await load(quantizedFile, await read(quantizedFile), options.kernels);
  checkAlike(floatFile, float, quantizedFile, quantized);
  const images = await openImages(floatFile, float, options, command, options.labels !== undefined);
  const numbers = await classNumbers(images, options, float.outputs[0]!.shape?.at(-1));
  const output = float.outputs[0]!.name;
  const pairs = pairsOf(float, quantized, output);
  const differences = new Map([...pairs.map(({ layer }) => layer), output].map((layer) => [layer, new Difference()]));
  const right = { float: 0, quantized: 0 };
  let agreeing = 0;
  let done = 0;

  const add = (layer: string, reference: RunTensor, test: RunTensor) => {
    const [r, t] = [reals(reference), reals(test)];
    if (r && t && r.length === t.length) differences.get(layer)!.add(r, t);
  };
  const take = (expected: RunResult, got: RunResult, labels: (number | undefined)[]) => {
    for (const { layer, value, quantized: name } of pairs) add(layer, expected[value]!, got[name]!);
    add(output, expected[output]!, got[output]!);
    const [wanted, found] = [answersOf(expected[output]!), answersOf(got[output]!)];
    wanted.forEach((answer, i) => {
      agreeing += answer === found[i] ? 1 : 0;
      right.float += answer === labels[i] ? 1 : 0;
      right.quantized += found[i] === labels[i] ? 1 : 0;
    });
  };

  const progress = new Progress('Comparing', images.count);
  for await (const { inputs, labels } of images.batches()) {
    const expected = await naming(floatFile, () => float.run(inputs, { values: pairs.map(({ value }) => value) }));
    const got = await naming(quantizedFile, () => quantized.run(inputs, { values: pairs.map(({ quantized: name }) => name) }));
    const count = expected[output]!.shape[0] ?? 1;
    take(expected, got, numbers(done, count, labels));
    progress.to((done += count));
  }
  progress.stop();

  const layers = [...differences].filter(([, difference]) => difference.known)
    .map(([layer, { sqnrDb, maxAbsError }]) => ({ layer, sqnrDb: sqnrDb === Infinity ? null : sqnrDb, maxAbsError }));
  const accuracy = numbers.known ? { float: right.float / done, quantized: right.quantized / done } : undefined;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ float: floatFile, quantized: quantizedFile, images: done, agreement: agreeing / done, ...(accuracy && { accuracy }), layers }, null, 2)}\n`);
    return;
  }
  const rows = layers.map(({ layer, sqnrDb, maxAbsError }) => [layer === output ? `output ${layer}` : layer, decibels(sqnrDb ?? Infinity), maxAbsError.toPrecision(3)]);
  process.stdout.write(`${table(['layer', 'SQNR dB', 'largest error'], rows, ['left', 'right', 'right'])}\n\n`);
  process.stdout.write(`images     ${done}\nagreement  ${percent(agreeing, done)} of the answers are the float network's\n`);
  if (accuracy) process.stdout.write(`accuracy   ${percent(right.quantized, done)}, in float ${percent(right.float, done)}\n`);
}
