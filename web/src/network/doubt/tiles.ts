// Which weights share one S and Z.
import type { WeightGranularity } from 'zeropoint/worker';

import type { FloatWeights } from '../see/integer-layer';

/** The weights of one tile, in the order in which a layer lists its parameters. */
export function tileOf({ shape, values }: FloatWeights, granularity: WeightGranularity, tiles: number, tile: number): Float32Array {
  const [outputs, depth, rows, columns] = shape;
  const each = depth * rows * columns;
  if (granularity.kind !== 'block') {
    const length = (outputs / tiles) * each;
    return values.subarray(tile * length, (tile + 1) * length);
  }
  const blocks = tiles / outputs;
  const [output, block] = [Math.floor(tile / blocks), tile % blocks];
  const from = block * granularity.size;
  const to = Math.min(depth, from + granularity.size);
  return values.subarray(output * each + from * rows * columns, output * each + to * rows * columns);
}

/** Counts in equal bins from the smallest to the largest value. */
export function countsOf(values: Float32Array, bins: number): { min: number; max: number; counts: Float64Array } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const counts = new Float64Array(bins);
  for (const value of values) counts[max > min ? Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins)) : 0]! += 1;
  return { min, max, counts };
}
