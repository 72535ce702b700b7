// A network in the worker, with what the page has to know to give it images.
import type { Layer, RemoteModel, ZeropointWorker } from 'zeropoint/worker';

import type { Demo } from './demos';
import { presets, tensorOf, type ImageShape, type Preprocessing } from './preprocessing';

export interface Network {
  name: string;
  /** Where it came with the page. */
  demo: Demo | undefined;
  model: RemoteModel;
  /** As `model.layers`, with sizes for one image, so that products are counted. */
  layers: readonly Layer[];
  /** The file itself. */
  file: Uint8Array<ArrayBuffer>;
  input: { name: string; shape: ImageShape };
  /** Images that one run takes: fixed by the file, or as many as the page finds good. */
  batch: { most: number; fixed: boolean };
  /** Names of the classes, in the order of the outputs. */
  classes: readonly string[] | undefined;
  /** The last layer gives probabilities already. */
  softmax: boolean;
  preprocessing: Preprocessing;
}

/** A sentence that tells why a file is not shown. */
export class OpenError extends Error {}

const usualSide = 224; // where the file leaves the size of its images open
const valuesOfBatch = 250_000;

function inputOf({ inputs }: RemoteModel) {
  const floats = inputs.filter(({ type }) => type === 'float32' || type === null);
  const input = floats[0];
  if (!input || inputs.length !== 1) {
    const list = inputs.map(({ name, type }) => `${name} (${type ?? 'of any type'})`).join(', ') || 'none';
    throw new OpenError(`The laboratory shows networks with one float32 input of images; this one has: ${list}.`);
  }
  const [batch, channels, height, width] = input.shape ?? [];
  if (input.shape?.length !== 4 || (channels !== 1 && channels !== 3)) {
    throw new OpenError(`Its input ${input.name} is [${input.shape?.map((size) => size ?? '?').join(', ') ?? 'unknown'}]; images are [batch, 1 or 3 channels, height, width].`);
  }
  const sizeOf = (size: unknown) => (typeof size === 'number' ? size : usualSide);
  const shape: ImageShape = [channels, sizeOf(height), sizeOf(width)];
  const most = Math.min(64, Math.max(1, Math.floor(valuesOfBatch / (shape[0] * shape[1] * shape[2]))));
  return {
    input: { name: input.name, shape },
    batch: typeof batch === 'number' ? { most: batch, fixed: true } : { most, fixed: false },
  };
}

/** Throws OpenError, or what the package throws: both say what is wrong with the file. */
export async function openNetwork(zeropoint: ZeropointWorker, name: string, bytes: Uint8Array<ArrayBuffer>, demo?: Demo): Promise<Network> {
  const model = await zeropoint.loadModel(bytes);
  try {
    const { input, batch } = inputOf(model);
    const one = await zeropoint.loadModel(bytes, { inputShapes: { [input.name]: [batch.fixed ? batch.most : 1, ...input.shape] } });
    const { layers } = one;
    one.dispose();
    return {
      name, demo, model, layers, file: bytes, input, batch,
      classes: demo?.classes,
      softmax: layers.at(-1)?.operator === 'Softmax',
      preprocessing: demo || input.shape[0] === 1 ? presets['0-1'] : presets.imagenet,
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A batch that the file fixes is filled up with zeros. */
export const rowsOfImage = ({ batch }: Network): number => (batch.fixed ? batch.most : 1);

/** One image as the inputs of a run. */
export function inputsOfImage(network: Network, bytes: Uint8Array): Record<string, { data: Float32Array<ArrayBuffer>; shape: number[] }> {
  const { input, preprocessing } = network;
  const rows = rowsOfImage(network);
  const pixels = tensorOf(bytes, input.shape, preprocessing);
  const data = rows === 1 ? pixels : new Float32Array(rows * pixels.length);
  if (rows > 1) data.set(pixels);
  return { [input.name]: { data, shape: [rows, ...input.shape] } };
}
