// Images that the demo networks are calibrated with and run on, where all machines and back ends have to agree: a few from the
// checkout, or the whole test sets with ZEROPOINT_FULL=1.
import { networks, testSet } from '../../models/common/networks.mjs';
import { testData } from '../../tools/setup/data.mjs';
import { Random } from '../data/networks/random.mjs';
import { imagesOf } from './quantize-support.mjs';

export const batch = 50;

/** All samples in one array. */
async function collected(samples) {
  const parts = [];
  let shape;
  for await (const part of samples.batches(batch)) {
    parts.push(part.data);
    shape = [(shape?.[0] ?? 0) + part.shape[0], ...part.shape.slice(1)];
  }
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  parts.reduce((at, part) => (data.set(part, at), at + part.length), 0);
  return { data, shape };
}

// The pictures of cifar10 are not packed: without a download, noise takes their place.
const noise = (shape, seed) => ({ data: new Random(seed).uniform(shape.reduce((a, b) => a * b), 0, 1), shape });
const packed = async (set, shape, count, seed) => (set === 'cifar10' ? noise([count, ...shape], seed) : collected(await imagesOf(set, { limit: count })));

/** 200 images to calibrate a demo network with, as { data, shape }. */
export function imagesToCalibrate(name) {
  const { set, shape } = networks[name];
  return packed(set === 'cifar10' ? set : `${set}-train-512`, shape, 200, 1);
}

/** 300 images to run it on, or its whole test set. */
export async function imagesToRun(name) {
  const { set, shape } = networks[name];
  if (process.env.ZEROPOINT_FULL === '1') {
    await testData([set]);
    return collected(await testSet(set));
  }
  return packed(set === 'fashion-mnist' ? 'fashion-mnist-test-500' : set === 'mnist' ? 'mnist-train-512' : set, shape, 300, 2);
}
