// The levels of the codes and what happens to each of the 256 bytes, computed by the core for the tile in view.
import { computed, effect, signal } from '@preact/signals';
import type { QParams } from 'zeropoint/worker';

import { engine } from '../core/engine';
import { complete, outcome } from './work';

export interface Levels {
  qparams: QParams;
  /** r̂ of each code, from qmin. */
  reals: Float32Array;
  /** q of each byte with rounding to nearest. */
  codes: ArrayLike<number>;
  /** Whether a byte's code is cut off by the ends. */
  saturated: boolean[];
}

const allBytes = Uint8Array.from({ length: 256 }, (_, v) => v);

/** r of each byte: S = 1/255, Z = 0. */
export const byteReals = signal<Float32Array>(new Float32Array(256));

async function byteTable(): Promise<Float32Array> {
  const zeropoint = await engine();
  const table = await zeropoint.dequantize(allBytes, await zeropoint.chooseQParams(0, 1, { bits: 8 }));
  byteReals.value = table;
  return table;
}
let bytes: Promise<Float32Array> | undefined;

export async function levelsOf(qparams: QParams): Promise<Levels> {
  const zeropoint = await engine();
  const table = await (bytes ??= byteTable());
  const { qmin, qmax, signed } = qparams;
  const codes = Array.from({ length: qmax - qmin + 1 }, (_, i) => qmin + i);
  // The same S and Z without the clamp: wider codes.
  const unclamped: QParams = { ...qparams, qmin: -32768, qmax: 32767, bits: 16, signed: true };
  const [reals, q, free] = await Promise.all([
    zeropoint.dequantize(signed ? Int8Array.from(codes) : Uint8Array.from(codes), qparams),
    zeropoint.quantize(table, qparams),
    zeropoint.quantize(table, unclamped),
  ]);
  return { qparams, reals, codes: q, saturated: Array.from(q, (code, v) => code !== free[v]) };
}

export type Channel = 0 | 1 | 2;

/** Which parameters belong to a pixel's channel. */
export function tileOf(x: number, y: number, channel: Channel): number {
  const shown = complete.peek();
  if (!shown) return 0;
  const { tiles } = shown.result;
  const granularity = shown.options.granularity;
  const [row, column] =
    granularity?.kind === 'tile' ? [Math.floor(y / granularity.height), Math.floor(x / granularity.width)] : [0, 0];
  return (row * tiles[1] + column) * tiles[2] + (tiles[2] === 3 ? channel : 0);
}

/** The first tile's parameters: one entry, or one a channel. */
export const shownQParams = computed<QParams[]>(() => {
  const result = outcome.value?.result;
  return result ? result.qparams.slice(0, result.tiles[2]) : [];
});

export const levels = signal<Levels[]>([]);

let latest = 0;
effect(() => {
  const wanted = shownQParams.value;
  const mine = ++latest;
  void Promise.all(wanted.map(levelsOf)).then(
    (made) => mine === latest && (levels.value = made),
    () => {}, // the core is gone, and photo.ts has said so
  );
});
