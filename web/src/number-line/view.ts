// Which part of the real axis is in sight, and where a real value lies on the screen.
import { scaleLinear } from 'd3-scale';

import type { Grid } from './arithmetic';
import { three } from './numbers';
import type { View } from './state';

export interface Axis {
  view: View;
  width: number;
  x(r: number): number;
  r(x: number): number;
  /** Screen pixels from one code to the next. */
  spacing: number;
  ticks: { r: number; label: string }[];
}

const farthest = 3.4e38;

/** All codes and the whole range, with room beside them to drag into the clipped zones. */
export function fit({ qparams, range, lowest, highest }: Grid): View {
  const lo = Math.max(Math.min(lowest, range.min), -farthest);
  const hi = Math.min(Math.max(highest, range.max), farthest);
  const margin = Math.max(0.16 * (hi - lo), 0.75 * qparams.scale);
  return { lo: lo - margin, hi: hi + margin };
}

/** Closer by `factor` (or farther, below 1) with `around` kept in place: two codes at the closest, all at the farthest. */
export function zoom(view: View, factor: number, around: number, grid: Grid): View | undefined {
  const whole = fit(grid);
  const span = view.hi - view.lo;
  const wanted = Math.max(span / factor, 2.5 * grid.qparams.scale);
  if (wanted >= whole.hi - whole.lo) return undefined;
  const anchor = around >= view.lo && around <= view.hi ? around : (view.lo + view.hi) / 2;
  const lo = anchor - ((anchor - view.lo) / span) * wanted;
  return { lo, hi: lo + wanted };
}

export function pan(view: View, share: number, grid: Grid): View {
  const whole = fit(grid);
  const span = view.hi - view.lo;
  const lo = Math.min(Math.max(view.lo + share * span, whole.lo), whole.hi - span);
  return { lo, hi: lo + span };
}

export function axisFor(view: View, width: number, grid: Grid): Axis {
  const scale = scaleLinear([view.lo, view.hi], [0, width]);
  const count = Math.max(3, Math.round(width / 90));
  const values = scale.ticks(count);
  const step = (values[1] ?? 1) - (values[0] ?? 0);
  const plain = step > 1e-5 && Math.max(Math.abs(view.lo), Math.abs(view.hi)) < 1e6;
  const decimals = scale.tickFormat(count);
  const label = plain ? decimals : three;
  return {
    view,
    width,
    x: (r) => ((r - view.lo) / (view.hi - view.lo)) * width,
    r: (x) => view.lo + (x / width) * (view.hi - view.lo),
    spacing: (grid.qparams.scale * width) / (view.hi - view.lo),
    ticks: values.map((r) => ({ r, label: r === 0 ? '0' : label(r) })),
  };
}
