// The images that belong to each demo network.
import { photoUrl, samples as photographs } from '../../lab/samples';
import type { DemoId } from './demos';
import { readIdx } from './idx';
import { scaled } from './pictures';
import { part, type Samples } from './samples';

export interface DemoSamples {
  /** Ranges are taken from these. */
  calibration: Samples;
  /** Accuracy and agreement are measured on these. */
  test: Samples;
}

async function bytesAt(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok) throw new Error(`${url.split('/').pop()} could not be fetched`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** A pair of files of models/data. */
async function set(name: string, title: string): Promise<Samples> {
  const read = async (file: string) => readIdx(file, await bytesAt(`./models/data/${file}`));
  const [images, labels] = await Promise.all([read(`${name}-images.idx3-ubyte.gz`), read(`${name}-labels.idx1-ubyte.gz`)]);
  const [length = 0, height = 0, width = 0] = images.axes;
  return { title, length, shape: [1, height, width], bytes: images.bytes, labels: Int32Array.from(labels.bytes) };
}

async function fashion(): Promise<DemoSamples> {
  const [test, calibration] = await Promise.all([
    set('fashion-mnist-test-500', '500 test images'),
    set('fashion-mnist-train-512', '512 training images'),
  ]);
  return { test, calibration };
}

async function digits(): Promise<DemoSamples> {
  const all = await set('mnist-train-512', '512 training images');
  return { calibration: part(all, 0, 256, '256 training images'), test: part(all, 256, 512, '256 other training images') };
}

const cropsOfEach = 74;

/** A sequence that looks random and is always the same. */
function* lots(): Generator<number, never> {
  for (let x = 1; ; x = (x * 48_271) % 2_147_483_647) yield x / 2_147_483_647;
}

// CIFAR-10's images may not be handed on: square parts of the page's photographs stand in for them, without labels.
async function photographCrops(): Promise<DemoSamples> {
  const random = lots();
  const draw = () => random.next().value;
  // The cat first: it is of a class that the network knows.
  const ordered = [...photographs].sort((a, b) => Number(b.id === 'chelsea') - Number(a.id === 'chelsea'));
  const pictures = ordered.map((photograph) => {
    const parts = Array.from({ length: cropsOfEach }, () => [draw(), draw(), draw()] as const);
    return { photograph, parts };
  });
  const cut = pictures.map(async ({ photograph, parts }) => {
    const answer = await fetch(photoUrl(photograph)).catch(() => undefined);
    if (!answer?.ok) throw new Error(`${photograph.file} could not be fetched`);
    const blob = await answer.blob();
    const { width, height } = await createImageBitmap(blob).then((bitmap) => {
      const size = { width: bitmap.width, height: bitmap.height };
      bitmap.close();
      return size;
    });
    const crops = parts.map(([size, x, y], i) => {
      const side = Math.min(width, height) * (i === 0 ? 1 : 0.25 + 0.75 * size);
      return { x: (width - side) * (i === 0 ? 0.5 : x), y: (height - side) * (i === 0 ? 0.5 : y), width: side, height: side };
    });
    return { bytes: (await scaled(blob, [3, 32, 32], { crops })).bytes, name: photograph.title };
  });
  const sets = await Promise.all(cut);
  // One of each photograph in turn, whole ones first, so that both halves have all of them.
  const order = Array.from({ length: cropsOfEach * sets.length }, (_, i) => [i % sets.length, Math.floor(i / sets.length)] as const);
  const bytes = new Uint8Array(order.length * 3 * 32 * 32);
  order.forEach(([s, i], n) => bytes.set(sets[s]!.bytes[i]!, n * 3 * 32 * 32));
  const all: Samples = {
    title: '', length: order.length, shape: [3, 32, 32], bytes, names: order.map(([s]) => sets[s]!.name),
    whyUnlabelled: 'CIFAR-10’s images may not be handed on: parts of photographs stand in, without labels.',
  };
  const half = all.length / 2;
  return {
    test: part(all, 0, half, `${half} parts of photographs`),
    calibration: part(all, half, all.length, `${half} other parts of photographs`),
  };
}

export const demoSamples: Record<DemoId, () => Promise<DemoSamples>> = {
  'fashion-mobile': fashion,
  digits,
  'cifar-resnet8': photographCrops,
};
