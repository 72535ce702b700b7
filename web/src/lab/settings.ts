// Every control of the photograph section, in the address under short keys.
import { computed } from '@preact/signals';
import type { ImageGranularity, ImageOptions, Range } from 'zeropoint/worker';

import { flag, integer, oneOf, param, real, type Codec } from '../state/url-state';
import { samples, type SampleId } from './samples';

const decimals = (min: number, max: number, digits: number): Codec<number> => ({
  ...real(min, max),
  format: (value) => String(Number(value.toFixed(digits))),
});

export const ranges = ['minmax', 'percentile', 'mse', 'entropy', 'hand'] as const;
export const sharings = ['image', 'channel', 'tile'] as const;
export const roundings = ['nearest-even', 'stochastic', 'floyd-steinberg'] as const;
export const modes = ['split', 'quantized', 'error'] as const;
export const errorChannels = ['all', 'red', 'green', 'blue'] as const;

export const sample = param<SampleId>('p', oneOf(samples.map(({ id }) => id)), 'coffee');

export const bits = param('b', integer(1, 8), 3);
export const symmetric = param('sym', flag, false);
export const signed = param('sgn', flag, false);
export const rangeBy = param('r', oneOf(ranges), 'minmax');
export const percentile = param('pc', decimals(50.01, 100, 4), 99);
/** The limits of a range by hand: it always holds 0, and colours end at 1. */
export const handLimits = { lowest: -1, highest: 2, narrowest: 0.004 };
export const handMin = param('lo', decimals(handLimits.lowest, 0, 4), 0);
export const handMax = param('hi', decimals(handLimits.narrowest, handLimits.highest, 4), 1);
export const sharing = param('g', oneOf(sharings), 'image');
export const tileWidth = param('tw', integer(1, 32767), 16);
export const tileHeight = param('th', integer(1, 32767), 16);
export const tilePerChannel = param('tc', flag, false);
export const rounding = param('rnd', oneOf(roundings), 'nearest-even');
export const seed = param('sd', integer(0, 2 ** 32 - 1), 0);

export const mode = param('m', oneOf(modes), 'split');
export const divider = param('d', decimals(0, 1, 3), 0.5);
export const errorChannel = param('ec', oneOf(errorChannels), 'all');
/** Levels at the ends of the error map's colours; 0 follows the picture. */
export const errorScale = param('es', integer(0, 255), 0);
/** Screen pixels for one of the picture's; 0 fits it in. */
export const zoom = param('z', decimals(0, 128, 3), 0);
export const centreX = param('x', decimals(0, 1, 4), 0.5);
export const centreY = param('y', decimals(0, 1, 4), 0.5);

function granularity(): ImageGranularity {
  if (sharing.value !== 'tile') return { kind: sharing.value };
  return { kind: 'tile', width: tileWidth.value, height: tileHeight.value, perChannel: tilePerChannel.value };
}

function range(): { range: Range } | { method: 'minmax' | 'percentile' | 'mse' | 'entropy'; percentile?: number } {
  const by = rangeBy.value;
  if (by === 'hand') return { range: { min: handMin.value, max: handMax.value } };
  return by === 'percentile' ? { method: by, percentile: percentile.value } : { method: by };
}

/** What the core is asked for; what it shows beside (codes, SSIM, error map) is asked for by work.ts. */
export const options = computed<ImageOptions>(() => ({
  bits: bits.value,
  symmetric: symmetric.value,
  signed: signed.value,
  granularity: granularity(),
  ...range(),
  rounding: rounding.value,
  ...(rounding.value === 'stochastic' && { seed: seed.value }),
}));
