// What a network says of many images, and how often that is right.
import type { ModelInputs, Tensor } from 'zeropoint/worker';

import type { Network } from './network';
import { tensorOf } from './preprocessing';
import { bytesOf, type Samples } from './samples';

/** A float or a quantized network. */
export interface Runner {
  run(inputs: ModelInputs, options?: { transfer?: boolean }): Promise<Record<string, Tensor>>;
}

export interface Answers {
  /** Samples × classes. */
  scores: Float32Array<ArrayBuffer>;
  classes: number;
  /** The class with the largest score of each sample; the first one of equals. */
  top: Int32Array<ArrayBuffer>;
}

export interface Progress {
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

export function top1(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; ++i) if (scores[i]! > scores[best]!) best = i;
  return best;
}

export const scoresOf = ({ scores, classes }: Answers, sample: number): Float32Array => scores.subarray(sample * classes, (sample + 1) * classes);

export function probabilities(scores: Float32Array, isSoftmax: boolean): Float32Array {
  if (isSoftmax) return scores;
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The scores of one batch, however many dimensions the output has. */
async function scoresOfBatch(runner: Runner, network: Network, bytes: Uint8Array, count: number): Promise<Float32Array> {
  const { input, preprocessing, model, batch } = network;
  const rows = batch.fixed ? batch.most : count;
  const data = new Float32Array(rows * input.shape.reduce((a, b) => a * b));
  data.set(tensorOf(bytes, input.shape, preprocessing)); // a batch that the file fixes is filled up with zeros
  const results = await runner.run({ [input.name]: { data, shape: [rows, ...input.shape] } }, { transfer: true });
  const { data: scores, type } = results[model.outputs[0]!.name]!;
  if (type !== 'float32') throw new Error(`the output is ${type}, class scores are float32`);
  return scores.subarray(0, (scores.length / rows) * count);
}

export async function answersOf(runner: Runner, network: Network, samples: Samples, { onProgress, signal }: Progress = {}): Promise<Answers> {
  let scores = new Float32Array(0);
  let classes = 0;
  for (let from = 0; from < samples.length; from += network.batch.most) {
    signal?.throwIfAborted();
    const to = Math.min(samples.length, from + network.batch.most);
    const some = await scoresOfBatch(runner, network, bytesOf(samples, from, to), to - from);
    if (from === 0) {
      classes = some.length / to;
      scores = new Float32Array(classes * samples.length);
    }
    scores.set(some, from * classes);
    onProgress?.(to / samples.length);
  }
  signal?.throwIfAborted();
  const top = Int32Array.from({ length: samples.length }, (_, i) => top1(scores.subarray(i * classes, (i + 1) * classes)));
  return { scores, classes, top };
}

/** Right answers; undefined without labels. */
export function rightOnes({ top }: Answers, { labels }: Samples): { right: number; of: number } | undefined {
  if (!labels) return undefined;
  let [right, of] = [0, 0];
  labels.forEach((label, i) => {
    if (label < 0) return;
    of += 1;
    if (top[i] === label) right += 1;
  });
  return of ? { right, of } : undefined;
}

export function agreeing(a: Answers, b: Answers): number {
  return a.top.reduce((sum, answer, i) => sum + Number(answer === b.top[i]), 0);
}
