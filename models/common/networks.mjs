// The demo networks and the data that they were made for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSamples } from 'zeropoint/samples';
import { requireData } from '../../tools/setup/data.mjs';

export const networks = {
  'fashion-mobile': { set: 'fashion-mnist', shape: [1, 28, 28], largest: 150_000 },
  digits: { set: 'mnist', shape: [1, 28, 28], largest: 200_000 },
  'cifar-resnet8': { set: 'cifar10', shape: [3, 32, 32], largest: 400_000 },
};

const modelsFile = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// One image a row of a PNG sheet, its 1,024 RGB pixels in reading order.
async function cifarSheet(name) {
  const { PNG } = await import('pngjs');
  return PNG.sync.read(readFileSync(join(requireData('cifar10'), name))).data;
}

const cifarArea = 1024;

// Writes one image as red, green and blue plane, byte / 255.
function readCifar(sheet, row, into) {
  for (let i = 0; i < 3 * cifarArea; ++i) into[i] = sheet[4 * (row * cifarArea + (i % cifarArea)) + Math.floor(i / cifarArea)] / 255;
}

function cifarSamples(length, labels, read) {
  async function* batches(size) {
    for (let start = 0; start < length; start += size) {
      const count = Math.min(size, length - start);
      const data = new Float32Array(count * 3 * cifarArea);
      for (let i = 0; i < count; ++i) read(start + i, data.subarray(i * 3 * cifarArea, (i + 1) * 3 * cifarArea));
      yield { data, shape: [count, 3, 32, 32], labels: labels && Int32Array.from(labels.slice(start, start + count)) };
    }
  }
  return { length, shape: [3, 32, 32], batches };
}

async function cifarTestSet() {
  const sheet = await cifarSheet('test_batch.png');
  const labels = JSON.parse(readFileSync(join(requireData('cifar10'), 'test_lables.json'), 'utf8'));
  return cifarSamples(labels.length, labels, (i, into) => readCifar(sheet, i, into));
}

// The training split is five sheets of 10,000; the images to calibrate with are kept as indices.
async function cifarCalibrationSet() {
  const indices = JSON.parse(readFileSync(modelsFile('data/cifar10-train-512.json'), 'utf8'));
  const sheets = [];
  for (let part = 1; part <= 5; ++part) sheets.push(await cifarSheet(`data_batch_${part}.png`));
  return cifarSamples(indices.length, undefined, (i, into) => readCifar(sheets[Math.floor(indices[i] / 10_000)], indices[i] % 10_000, into));
}

/** The whole test set, with { length, batches(size) } as loadSamples() gives. */
export function testSet(name) {
  if (name === 'cifar10') return cifarTestSet();
  return loadSamples(join(requireData(name), name === 'mnist' ? 't10k-images-idx3-ubyte' : 't10k-images-idx3-ubyte.gz'));
}

/** 512 images of the training split, as models/data has them. */
export function calibrationSet(name) {
  return name === 'cifar10' ? cifarCalibrationSet() : loadSamples(modelsFile(`data/${name}-train-512`));
}

/** The committed file of a network. */
export const networkFile = (name) => modelsFile(`${name}/${name}.onnx`);
