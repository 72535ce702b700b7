import { count, three } from '../ui/format';
import { Exact } from '../ui/Exact';
import { photo } from './current-photo';
import { before, belowTop, plot, topOf, x } from './histogram-scales';
import { byteReals, levels } from './levels';
import { pixel, pointedAt, pointedBytes } from './pointed';

const classes = ['mark-red', 'mark-green', 'mark-blue'];

/** The bars of the pixel that is pointed at on the picture, or the byte that is pointed at here. */
export function HistogramMarks() {
  const at = pointedAt.value;
  const here = pixel.value;
  if (at && 'byte' in at) {
    const left = x.value(byteReals.value[at.byte]!);
    return <line class="mark" x1={left} x2={left} y1={0} y2={plot.above} />;
  }
  const pixels = photo.value?.pixels;
  if (!here || !pixels) return null;
  const offset = (here.y * pixels.width + here.x) * 4;
  return (
    <g>
      {classes.map((name, channel) => {
        const left = x.value(byteReals.value[pixels.data[offset + channel]!]!);
        return <path key={name} class={name} d={`M${left} ${plot.above}l-4 -7h8z M${left} ${plot.above - 7}V8`} />;
      })}
    </g>
  );
}

/** In words and numbers what is pointed at. */
export function HistogramReadout() {
  const at = pointedAt.value;
  const counts = before.value;
  const cut = counts !== undefined && Math.max(...counts) > topOf(counts);
  if (!at) return <p class="hint">height: square root of the count{cut && ', tallest bar cut'}</p>;
  if ('byte' in at) {
    const row = levels.value[0];
    const q = row?.codes[at.byte] ?? 0;
    return (
      <p class="hint number">
        v {at.byte}: r = <Exact value={byteReals.value[at.byte]!} /> → q = {signless(q)} → r̂ = {row && <Exact value={row.reals[q - row.qparams.qmin]!} />}, {count(counts?.[at.byte] ?? 0)} values
      </p>
    );
  }
  const row = levels.value[at.row];
  const held = pointedBytes.value?.reduce((sum, mark) => sum + mark, 0) ?? 0;
  return (
    <p class="hint number">
      q = {signless(at.code)}: r̂ = {three(row?.reals[at.code - row.qparams.qmin] ?? 0)}, the code of {held} of the 256 bytes
    </p>
  );
}

const signless = (value: number) => String(value).replace('-', '−');

/** What lies under (left, top) of the plot. */
export function pointIn(left: number, top: number): void {
  const real = x.peek().invert(left);
  const reals = byteReals.peek();
  const nearest = (values: Float32Array) => {
    let best = 0;
    values.forEach((value, i) => (best = Math.abs(value - real) < Math.abs(values[best]! - real) ? i : best));
    return best;
  };
  if (top < plot.above) {
    pointedAt.value = { byte: nearest(reals) };
    return;
  }
  const rows = levels.peek();
  const index = top < belowTop.peek() ? Math.floor((top - plot.above - 4) / plot.row) : 0;
  const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
  if (row) {
    pointedAt.value = {
      code: row.qparams.qmin + nearest(row.reals),
      row: rows.indexOf(row),
      channels: rows.length === 3,
    };
  }
}
