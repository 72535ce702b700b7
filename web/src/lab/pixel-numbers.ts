// The numbers of one pixel, all of them the core's.
import { effect, signal } from '@preact/signals';
import type { QParams } from 'zeropoint/worker';

import { photo } from './current-photo';
import { byteReals, levelsOf, tileOf, type Channel, type Levels } from './levels';
import { pixel } from './pointed';
import { complete, outcome } from './work';

export interface ChannelNumbers {
  /** Byte of the original, its real value, code, the code's real value, byte on screen. */
  v: number;
  r: number;
  q: number;
  real: number;
  shown: number;
  qparams: QParams;
}

export interface PixelNumbers {
  x: number;
  y: number;
  channels: ChannelNumbers[];
}

export const pixelNumbers = signal<PixelNumbers | undefined>(undefined);

// The levels of the tiles that were pointed at, for as long as their result is on screen.
let cache = new Map<number, Promise<Levels>>();
let cached: unknown;

function levelsOfTile(tile: number, all: QParams[]): Promise<Levels> {
  if (cached !== all) [cache, cached] = [new Map(), all];
  const found = cache.get(tile) ?? levelsOf(all[tile]!);
  cache.set(tile, found);
  return found;
}

let latest = 0;

effect(() => {
  const at = pixel.value;
  const of = complete.value;
  const mine = ++latest;
  const codes = of?.result.codes;
  // While a control moves the codes are not known; the last numbers stay until the hand rests.
  if (!at || !of || !codes || of.photo !== photo.value) return void (at || (pixelNumbers.value = undefined));
  if (outcome.value !== of) return;
  const { width, data } = of.photo.pixels;
  const index = at.y * width + at.x;
  const { qparams, image } = of.result;
  const channels = ([0, 1, 2] as Channel[]).map(async (channel) => {
    const { reals, qparams: p } = await levelsOfTile(tileOf(at.x, at.y, channel), qparams);
    const v = data[index * 4 + channel]!;
    const q = codes[index * 3 + channel]!;
    return { v, r: byteReals.peek()[v]!, q, real: reals[q - p.qmin]!, shown: image.data[index * 4 + channel]!, qparams: p };
  });
  void Promise.all(channels).then(
    (made) => mine === latest && (pixelNumbers.value = { ...at, channels: made }),
    () => {}, // the core is gone, and photo.ts has said so
  );
});
