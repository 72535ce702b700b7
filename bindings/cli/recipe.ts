// The recipe of a quantization, from a file and from options, which win over it.
import { InvalidArgumentError } from 'commander';
import type { Recipe, WeightGranularity } from 'zeropoint';

import { read } from './network.js';
import { Failure, integer } from './options.js';

export interface RecipeOptions {
  recipe?: string;
  weightBits?: number;
  weightScheme?: 'symmetric' | 'affine' | 'binary';
  activationBits?: number;
  granularity?: WeightGranularity;
  method?: 'minmax' | 'moving-average' | 'percentile' | 'mse' | 'entropy';
  percentile?: number;
}

/** `tensor`, `channel`, `group:4` or `block:32`. */
export function granularityOf(text: string): WeightGranularity {
  const [kind, number, ...rest] = text.split(':');
  if (rest.length === 0 && number === undefined && (kind === 'tensor' || kind === 'channel')) return { kind };
  if (rest.length === 0 && number !== undefined && kind === 'group') return { kind, groups: integer(1)(number) };
  if (rest.length === 0 && number !== undefined && kind === 'block') return { kind, size: integer(1)(number) };
  throw new InvalidArgumentError('It must be tensor, channel, group:<groups> or block:<input channels>.');
}

async function fromFile(file: string): Promise<Recipe> {
  try {
    return JSON.parse(new TextDecoder().decode(await read(file))) as Recipe;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${file}: is not JSON (${(error as Error).message})`);
  }
}

/** Fields that are not undefined. */
const defined = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export async function recipeOf({ recipe: file, weightBits, weightScheme, activationBits, granularity, method, percentile }: RecipeOptions): Promise<Recipe> {
  const base = file === undefined ? {} : await fromFile(file);
  if (typeof base !== 'object' || base === null || Array.isArray(base)) throw new Failure(`${file}: a recipe is an object`);
  // Weights have no moving average, and a percentile of them is asked for in a file.
  const weights = defined({ bits: weightBits, scheme: weightScheme, granularity, method: method === 'mse' || method === 'entropy' || method === 'minmax' ? method : undefined });
  const activations = defined({ bits: activationBits, method, percentile });
  return {
    ...base,
    ...(Object.keys(weights).length > 0 && { weights: { ...base.weights, ...weights } }),
    ...(Object.keys(activations).length > 0 && { activations: { ...base.activations, ...activations } }),
  };
}
