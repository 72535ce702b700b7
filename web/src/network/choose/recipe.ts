// Settings as the recipe that the package takes, without what it would assume anyway.
import type { ActivationRecipe, LayerRecipe, Recipe, WeightGranularity, WeightRecipe } from 'zeropoint/worker';

import type { LayerSettings, Overrides } from '../state/recipe-settings';

/** Of the moving average, which follows the ranges of the batches of a calibration; it is kept in case it is asked for. */
export const averagingConstant = 0.01;

/** Whether a recipe takes a moving average anywhere. */
export const averages = (recipe: Recipe): boolean => JSON.stringify(recipe).includes('"moving-average"');

/** What the package assumes. */
const usual = { bits: 8, weightScheme: 'symmetric', activationScheme: 'affine', granularity: 'channel', method: 'minmax' };

function granularityOf({ granularity, groups, blockSize }: LayerSettings): WeightGranularity {
  if (granularity === 'group') return { kind: 'group', groups };
  return granularity === 'block' ? { kind: 'block', size: blockSize } : { kind: granularity };
}

function weightsOf(of: LayerSettings, base: LayerSettings | undefined): WeightRecipe {
  const differs = (...names: (keyof LayerSettings)[]) => base === undefined || names.some((name) => base[name] !== of[name]);
  const binary = of.weightScheme === 'binary';
  return {
    ...(!binary && (differs('weightBits') || base?.weightScheme === 'binary') && (base || of.weightBits !== usual.bits) && { bits: of.weightBits }),
    ...(differs('weightScheme') && (base || of.weightScheme !== usual.weightScheme) && { scheme: of.weightScheme }),
    ...(differs('granularity', 'groups', 'blockSize') && (base || of.granularity !== usual.granularity) && { granularity: granularityOf(of) }),
    ...(differs('weightMethod', 'weightPercentile') && (base || of.weightMethod !== usual.method) && {
      method: of.weightMethod,
      ...(of.weightMethod === 'percentile' && { percentile: of.weightPercentile }),
    }),
  } as WeightRecipe;
}

function activationsOf(of: LayerSettings, base: LayerSettings | undefined): ActivationRecipe {
  const differs = (...names: (keyof LayerSettings)[]) => base === undefined || names.some((name) => base[name] !== of[name]);
  return {
    ...(differs('activationBits') && (base || of.activationBits !== usual.bits) && { bits: of.activationBits }),
    ...(differs('activationScheme') && (base || of.activationScheme !== usual.activationScheme) && { scheme: of.activationScheme }),
    ...(differs('activationMethod', 'activationPercentile') && (base || of.activationMethod !== usual.method) && {
      method: of.activationMethod,
      ...(of.activationMethod === 'percentile' && { percentile: of.activationPercentile }),
    }),
  } as ActivationRecipe;
}

function partOf(of: LayerSettings, base?: LayerSettings): LayerRecipe {
  const weights = weightsOf(of, base);
  const activations = activationsOf(of, base);
  return {
    ...(Object.keys(weights).length > 0 && { weights }),
    ...(Object.keys(activations).length > 0 && { activations }),
    ...(of.float !== (base?.float ?? false) && { float: of.float }),
  };
}

/** `match` is the name of one layer, which a * in it makes no pattern. */
export function recipeOf(settings: LayerSettings, overrides: Overrides): Recipe {
  const layers = Object.entries(overrides)
    .map(([match, some]) => ({ match, ...partOf({ ...settings, ...some }, settings) }))
    .filter((entry) => Object.keys(entry).length > 1);
  return { ...partOf(settings), ...(layers.length > 0 && { layers }) };
}

const shortGranularity = { tensor: 'per tensor', channel: 'per channel', group: 'per group', block: 'per block' };

/** `W4A8 per channel`: what distinguishes one from another at a glance. */
export function shortRecipe(of: LayerSettings, overrides: Overrides): string {
  const bits = of.weightScheme === 'binary' ? 1 : of.weightBits;
  const changed = Object.keys(overrides).length;
  return [
    `W${bits}A${of.activationBits}`, shortGranularity[of.granularity],
    of.weightScheme !== 'symmetric' && of.weightScheme, of.weightMethod !== 'minmax' && of.weightMethod,
    of.activationMethod !== 'minmax' && `activations ${of.activationMethod.replace('-', ' ')}`, changed > 0 && (changed === 1 ? '1 layer differs' : `${changed} layers differ`),
  ].filter(Boolean).join(', ');
}
