import { byteReals } from './levels';
import { after, before, belowTop, cutOff, heightOf, plot, x } from './histogram-scales';

// One path for all bars: 256 elements would cost a slider its frame.
function bars(counts: Float64Array, toHeight: (count: number) => number, base: number, up: boolean, slim: number): string {
  const step = x.value(byteReals.value[1]! - byteReals.value[0]!) - x.value(0);
  const wide = Math.max(0.75, step * slim);
  let path = '';
  counts.forEach((value, v) => {
    if (value === 0) return;
    const left = x.value(byteReals.value[v]!) - wide / 2;
    const length = toHeight(value) * (up ? -1 : 1);
    path += `M${left.toFixed(2)} ${base}v${length.toFixed(2)}h${wide.toFixed(2)}V${base}z`;
  });
  return path;
}

/** The original's values above the levels; what the ends cut off has its own colour. */
export function BarsBefore() {
  const counts = before.value;
  if (!counts) return null;
  const cut = cutOff.value;
  const toHeight = heightOf(counts, plot.above - 6);
  return (
    <>
      <path class="bars-original" d={bars(counts, toHeight, plot.above, true, 1.02)} />
      {cut && <path class="bars-saturated" d={bars(cut, toHeight, plot.above, true, 1.02)} />}
    </>
  );
}

/** The quantized picture's values, hanging below. */
export function BarsAfter() {
  const counts = after.value;
  if (!counts) return null;
  return <path class="bars-quantized" d={bars(counts, heightOf(counts, plot.below - 6, Math.max(1, ...counts)), belowTop.value, false, 1.6)} />;
}
