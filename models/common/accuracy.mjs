// What a network answers for a whole data set: one entry for each program that can run it, { version, open(file) → run }.
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { loadZeropoint } from 'zeropoint';
import { version } from '../../tools/setup/place.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export const runners = {
  'onnxruntime-web': {
    version: ort.env.versions.web,
    async open(file) {
      const session = await ort.InferenceSession.create(await readFile(file), { executionProviders: ['wasm'] });
      return async ({ data, shape }) => (await session.run({ input: new ort.Tensor('float32', data, shape) })).logits.data;
    },
  },
  zeropoint: {
    version,
    async open(file) {
      const model = (await loadZeropoint()).loadModel(await readFile(file));
      return async ({ data, shape }) => model.run({ input: { data, shape } }).logits.data;
    },
  },
};

/** The index of the largest of each row; the first one of equals. */
export function top1(logits, classes) {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(scores.reduce((a, b) => (b > a ? b : a)));
  });
}

/**
 * Runs all samples through a network.
 * @param batches what `samples.batches()` gives
 * @returns {Promise<{answers: number[], labels: number[], right: number}>}
 */
export async function answers(runner, file, batches, classes = 10) {
  const run = await runner.open(file);
  const answers = [];
  const labels = [];
  for await (const batch of batches) {
    answers.push(...top1(await run(batch), classes));
    labels.push(...batch.labels);
  }
  return { answers, labels, right: answers.filter((answer, i) => answer === labels[i]).length };
}
