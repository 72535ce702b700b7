// Where the parts of the histogram lie. One real axis for the original above, the levels, and the quantized below.
import { computed, signal } from '@preact/signals';
import { scaleLinear } from 'd3-scale';

import { levels } from './levels';
import { outcome } from './work';

export const width = signal(600);

/** While an end of the range is dragged the axis stands still. */
export const heldDomain = signal<[number, number] | undefined>(undefined);

const ends = computed<[number, number]>(() => {
  const reals = levels.value.flatMap(({ reals }) => [reals[0]!, reals[reals.length - 1]!]);
  const [low, high] = [Math.min(0, ...reals), Math.max(1, ...reals)];
  const margin = (high - low) * 0.03;
  return [low - margin, high + margin];
});

export const x = computed(() => scaleLinear(heldDomain.value ?? ends.value, [0, width.value]));

export const domain = ends;

export const plot = { above: 84, row: 15, below: 52, axis: 30 };

export const combRows = computed(() => Math.max(1, levels.value.length));
export const combTop = plot.above;
export const combHeight = computed(() => 8 + combRows.value * plot.row);
export const belowTop = computed(() => combTop + combHeight.value);
export const axisTop = computed(() => belowTop.value + plot.below);
export const height = computed(() => axisTop.value + plot.axis);

type Counts = { red: Uint32Array; green: Uint32Array; blue: Uint32Array };

/** Counts of red, green and blue together. */
export function total({ red, green, blue }: Counts): Float64Array {
  return Float64Array.from(red, (value, v) => value + green[v]! + blue[v]!);
}

export const before = computed(() => {
  const counts = outcome.value?.result.histogram.before;
  return counts && total(counts);
});

/** How many of them the ends of the codes cut off; unknown where every tile has ends of its own. */
export const cutOff = computed(() => {
  const shown = outcome.value;
  const rows = levels.value;
  if (!shown || rows.length === 0) return undefined;
  if (shown.options.granularity?.kind === 'tile' && !shown.options.range) return undefined;
  const { red, green, blue } = shown.result.histogram.before;
  return [red, green, blue].reduce((sum, counts, channel) => {
    const { saturated } = rows[rows.length === 3 ? channel : 0]!;
    return sum.map((value, v) => value + (saturated[v] ? counts[v]! : 0));
  }, new Float64Array(256));
});

export const after = computed(() => {
  const counts = outcome.value?.result.histogram.after;
  return counts && total(counts);
});

/** What the top of the plot stands for: the largest count, but for one or two that would flatten all others. */
export function topOf(counts: Float64Array): number {
  const [first = 1, , third = 0] = Float64Array.from(counts).sort().reverse();
  return first > 2 * third && third > 0 ? 2 * third : Math.max(1, first);
}

/** Heights grow with the square root, so that rare values are seen. */
export function heightOf(counts: Float64Array, room: number, top = topOf(counts)): (count: number) => number {
  return (value) => (value === 0 ? 0 : Math.max(1, Math.sqrt(Math.min(1, value / top)) * room));
}
