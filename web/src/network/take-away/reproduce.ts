// The lines that give the same network again, from a shell and from JavaScript.
import type { Recipe } from 'zeropoint/worker';

import { averages, averagingConstant } from '../choose/recipe';
import type { Network } from '../session/network';

/** Where the calibration images are, and how many of them. */
export interface Source {
  path: string;
  limit?: number;
}

const list = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(6))).join(',');

/** For the command: how bytes become inputs. */
function preprocessingOf({ preprocessing, input }: Network): string {
  const { preset, mean, std } = preprocessing;
  const channels = input.shape[0];
  return preset === 'custom' ? `--preset custom --mean ${list(mean.slice(0, channels))} --std ${list(std.slice(0, channels))}` : `--preset ${preset}`;
}

export function commandLine(network: Network, recipe: Recipe, { path, limit }: Source): string {
  const options = [
    `--images ${path}`,
    limit && `--limit ${limit}`,
    averages(recipe) && `--batch ${network.batch.most}`, // the ranges of batches are averaged
    '--recipe recipe.json',
    preprocessingOf(network),
    `--output ${network.name}-int8.onnx`,
  ];
  return ['npx zeropoint quantize', `${network.name}.onnx`, ...options.filter(Boolean)].join(' ');
}

/** A recipe as one writes it by hand: no quotes around names. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${literal(field)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

export function snippet({ name, input, preprocessing, batch }: Network, recipe: Recipe, { path, limit }: Source): string {
  const channels = input.shape[0];
  const { mean, std } = preprocessing;
  const plain = mean.every((value) => value === 0) && std.every((value) => value === 1);
  const options = { ...(limit && { limit }), ...(!plain && { mean: mean.slice(0, channels), std: std.slice(0, channels) }) };
  const given = Object.keys(options).length > 0 ? `, ${literal(options)}` : '';
  const average = averages(recipe) ? `, { averagingConstant: ${averagingConstant} }` : '';
  return [
    `import { readFile, writeFile } from 'node:fs/promises';`,
    `import { loadZeropoint } from 'zeropoint';`,
    `import { loadSamples } from 'zeropoint/samples';`,
    ``,
    `const zp = await loadZeropoint();`,
    `const model = zp.loadModel(await readFile('${name}.onnx'));`,
    `const samples = await loadSamples('${path}'${given});`,
    `const calibration = await model.calibrate(samples.batches(${batch.most})${average});`,
    `const recipe = ${literal(recipe)};`,
    `const quantized = model.quantize(calibration, recipe);`,
    `await writeFile('${name}-int8.onnx', quantized.toOnnx());`,
  ].join('\n');
}
