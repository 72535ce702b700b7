// The lines that give the same network again, from a shell and from JavaScript.
import type { Recipe } from 'zeropoint/worker';

import type { Network } from '../session/network';

const list = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(6))).join(',');

/** For the command: how bytes become inputs. */
function preprocessingOf({ preprocessing, input }: Network): string {
  const { preset, mean, std } = preprocessing;
  const channels = input.shape[0];
  return preset === 'custom' ? `--preset custom --mean ${list(mean.slice(0, channels))} --std ${list(std.slice(0, channels))}` : `--preset ${preset}`;
}

export function commandLine(network: Network, samples: string): string {
  return `npx zeropoint quantize ${network.name}.onnx --images ${samples} --recipe recipe.json ${preprocessingOf(network)} --output ${network.name}-int8.onnx`;
}

/** A recipe as one writes it by hand: no quotes around names. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${literal(field)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

export function snippet({ name, input, preprocessing }: Network, recipe: Recipe, samples: string): string {
  const channels = input.shape[0];
  const { mean, std } = preprocessing;
  const plain = mean.every((value) => value === 0) && std.every((value) => value === 1);
  const options = plain ? '' : `, { mean: ${literal(mean.slice(0, channels))}, std: ${literal(std.slice(0, channels))} }`;
  return [
    `import { readFile, writeFile } from 'node:fs/promises';`,
    `import { loadZeropoint } from 'zeropoint';`,
    `import { loadSamples } from 'zeropoint/samples';`,
    ``,
    `const zp = await loadZeropoint();`,
    `const model = zp.loadModel(await readFile('${name}.onnx'));`,
    `const samples = await loadSamples('${samples}'${options});`,
    `const calibration = await model.calibrate(samples.batches(16));`,
    `const recipe = ${literal(recipe)};`,
    `const quantized = model.quantize(calibration, recipe);`,
    `await writeFile('${name}-int8.onnx', quantized.toOnnx());`,
  ].join('\n');
}
