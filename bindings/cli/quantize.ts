// zeropoint quantize: a float network and images → an integer network in an ONNX file.
import { writeFile } from 'node:fs/promises';

import type { Calibration, LoadOptions, Model, QuantizedLayer, QuantizedModel } from 'zeropoint';

import { openImages, type Given, type ImageOptions, type ImageSet } from './images.js';
import { load, naming, read, reasonOf } from './network.js';
import { Failure } from './options.js';
import { Progress } from './progress.js';
import { recipeOf, type RecipeOptions } from './recipe.js';
import { table } from './table.js';

interface Options extends ImageOptions, RecipeOptions {
  output: string;
  fourBit: 'int8' | 'int4';
  json?: boolean;
  kernels: NonNullable<LoadOptions['kernels']>;
}

const averagingConstant = 0.01;

async function calibrate(file: string, model: Model, images: ImageSet, method: string | undefined): Promise<Calibration> {
  const progress = new Progress('Calibrating', images.count);
  async function* inputs() {
    for await (const batch of images.batches()) yield batch.inputs;
  }
  try {
    return await naming(file, () => model.calibrate(inputs(), {
      ...(method === 'moving-average' && { averagingConstant }),
      onProgress: (done) => progress.to(done),
    }));
  } finally {
    progress.stop();
  }
}

/** Whether a recipe asks for moving averages anywhere. */
const averages = (recipe: object): string | undefined => (JSON.stringify(recipe).includes('"moving-average"') ? 'moving-average' : undefined);

const count = (value: number) => value.toLocaleString('en-US');

function weightsOf({ weights }: QuantizedLayer): string {
  if (!weights) return '';
  const { bits, granularity, qparams } = weights;
  const tiles = granularity.kind === 'tensor' ? 'per tensor' : `per ${granularity.kind}, ${count(qparams.length)} scales`;
  return `${bits} bits ${tiles}`;
}

function codesOf({ output }: QuantizedLayer): string {
  return output ? `${output.signed ? 'int' : 'uint'}${output.bits} S=${output.scale.toPrecision(3)} Z=${output.zeroPoint}` : 'float';
}

function print(file: string, output: string, written: number, images: number, { layers, size }: QuantizedModel): void {
  const say = (line = '') => process.stdout.write(`${line}\n`);
  say(`${file} → ${output}: ${count(written)} bytes, calibrated on ${count(images)} images`);
  say();
  say(table(
    ['layer', 'operator', 'runs as', 'weights', 'results'],
    layers.map((layer) => [layer.name, layer.operator, layer.float ? 'float' : (layer.runsAs ?? 'part of another'), weightsOf(layer), codesOf(layer)]),
    ['left', 'left', 'left', 'left', 'left'],
  ));
  say();
  const inFloat = layers.filter(({ float }) => float);
  say(`constants  ${count(size.bytes)} bytes, ${(size.floatBytes / size.bytes).toFixed(2)} times smaller than in float (${count(size.floatBytes)})`);
  say(`layers     ${layers.length - inFloat.length} in integers, ${inFloat.length} in float`);
  for (const { name, why } of inFloat) say(`  ${name}: ${why ?? ''}`);
  const apart = layers.filter(({ sameElsewhere }) => !sameElsewhere);
  if (apart.length > 0) say(`Other runtimes may differ by ±1 in ${apart.length} layers, which have blocks or weight zero points that differ.`);
}

export async function quantizeNetwork(file: string, options: Options, command: Given): Promise<void> {
  const recipe = await recipeOf(options);
  const model = await load(file, await read(file), options.kernels);
  const images = await openImages(file, model, options, command);
  const calibration = await calibrate(file, model, images, averages(recipe));
  const quantized = await naming(file, () => model.quantize(calibration, recipe));
  const bytes = await naming(file, () => quantized.toOnnx({ fourBit: options.fourBit }));
  await writeFile(options.output, bytes).catch((error: unknown) => {
    throw new Failure(`${options.output}: cannot be written: ${reasonOf(error)}`);
  });
  if (!options.json) return print(file, options.output, bytes.length, calibration.samples, quantized);
  const { recipe: used, size, layers } = quantized;
  process.stdout.write(`${JSON.stringify({ model: file, output: options.output, bytes: bytes.length, images: calibration.samples, recipe: used, size, layers }, null, 2)}\n`);
}
