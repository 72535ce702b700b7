import { rangeWithZeroPoint, type Grid } from './arithmetic';
import { change, zoomed } from './state';

/**
 * Moves Z to the code at or nearest to the wanted one. It keeps S and takes the real axis with it: the range
 * becomes [S(qmin − Z), S(qmax − Z)].
 */
export function moveZeroPoint(grid: Grid, wanted: number): void {
  const { scale, zeroPoint, qmin, qmax } = grid.qparams;
  const to = Math.min(Math.max(Math.round(wanted), qmin), qmax);
  if (to === zeroPoint) return;
  change(rangeWithZeroPoint(grid, to));
  const moved = scale * (zeroPoint - to);
  if (zoomed.value) zoomed.value = { lo: zoomed.value.lo + moved, hi: zoomed.value.hi + moved };
}
