// The demo networks and the data that they were made for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSamples } from 'zeropoint/samples';
import { requireData } from '../../tools/setup/data.mjs';

export const networks = {
  'fashion-mobile': { set: 'fashion-mnist', shape: [1, 28, 28], largest: 150_000 },
  digits: { set: 'mnist', shape: [1, 28, 28], largest: 200_000 },
  'cifar-resnet8': { set: 'cifar10', shape: [3, 32, 32], largest: 400_000 },
};

// One image a row of a PNG sheet, its 1,024 RGB pixels in reading order.
async function cifarTestSet() {
  const { PNG } = await import('pngjs');
  const folder = requireData('cifar10');
  const sheet = PNG.sync.read(readFileSync(join(folder, 'test_batch.png')));
  const labels = JSON.parse(readFileSync(join(folder, 'test_lables.json'), 'utf8'));
  const area = 1024;
  async function* batches(size) {
    for (let start = 0; start < labels.length; start += size) {
      const count = Math.min(size, labels.length - start);
      const data = new Float32Array(count * 3 * area);
      for (let i = 0; i < count * area; ++i) {
        const image = Math.floor(i / area);
        for (let c = 0; c < 3; ++c) data[(image * 3 + c) * area + (i % area)] = sheet.data[4 * (start * area + i) + c] / 255;
      }
      yield { data, shape: [count, 3, 32, 32], labels: Int32Array.from(labels.slice(start, start + count)) };
    }
  }
  return { length: labels.length, shape: [3, 32, 32], batches };
}

/** The whole test set, with { length, batches(size) } as loadSamples() gives. */
export function testSet(name) {
  if (name === 'cifar10') return cifarTestSet();
  return loadSamples(join(requireData(name), name === 'mnist' ? 't10k-images-idx3-ubyte' : 't10k-images-idx3-ubyte.gz'));
}
