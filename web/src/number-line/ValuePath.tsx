import type { Grid, Reading } from './arithmetic';
import { centred, lanes, textWidth, within } from './layout';
import { fine, signed, three } from './numbers';
import { sideOf } from './parts';
import type { Axis } from './view';

const roomForMarks = 18; // px between codes

/** The way of r: down from the real axis, sideways by the rounding error, down to its code. */
export function ValuePath({ grid, reading, axis }: { grid: Grid; reading: Reading; axis: Axis }) {
  const { r, q, back, error, clipped, tie } = reading;
  const [from, to] = [within(axis.x(r), axis.width), within(axis.x(back), axis.width)];
  const name = clipped ? 'clipped: error' : tie ? 'tie, to even: error' : 'error';
  const errorText = `${name} ${signed(error)}`;
  const right = Math.max(from, to) + 10;
  const errorX = right + textWidth(errorText) < axis.width ? right : Math.min(from, to) - 10 - textWidth(errorText);
  const backText = `r̂ ${fine(back, grid.qparams.scale)}`;
  // Away from the stem of r, where there is room.
  const backOnRight = (to >= from && to + textWidth(backText) + 9 < axis.width) || to < textWidth(backText) + 9;
  return (
    <g class={`nl-path ${clipped ? 'nl-clipped' : ''}`} aria-hidden="true">
      {axis.spacing >= roomForMarks && <Boundaries grid={grid} axis={axis} />}
      <path class="nl-path-real" data-part="r" d={`M${from} ${lanes.value}V${lanes.rounding}`} />
      <path class="nl-path-code" data-part="q" d={`M${to} ${lanes.rounding}V${lanes.codes}M${to} ${lanes.codesText + 5}V${lanes.code - 12}`} />
      <path class="nl-arrow" data-part="q" d={`M${to - 5} ${lanes.codes - 9}L${to} ${lanes.codes - 1}L${to + 5} ${lanes.codes - 9}Z`} />
      <circle class="nl-back" data-part="back" cx={to} cy={lanes.axis} r={5} />
      <rect
        class={`nl-error nl-${sideOf(reading)}`}
        data-part="error"
        x={Math.min(from, to)}
        width={Math.max(Math.abs(to - from), 1)}
        y={lanes.rounding - 4}
        height={8}
      />
      <text class="nl-value-text" data-part="error" x={errorX} y={lanes.rounding + 5}>{errorText}</text>
      <text class="nl-value-text" data-part="back" x={backOnRight ? to + 9 : to - 9} y={lanes.backText} text-anchor={backOnRight ? 'start' : 'end'}>
        {backText}
      </text>
      <Pill part="q" x={to} y={lanes.code} text={`q ${three(q)}`} width={axis.width} />
    </g>
  );
}

/** Half-way between two codes, where rounding changes its mind. */
function Boundaries({ grid: { qparams }, axis }: { grid: Grid; axis: Axis }) {
  const { scale, zeroPoint, qmin, qmax } = qparams;
  const first = Math.max(qmin, Math.floor(axis.view.lo / scale + zeroPoint));
  const last = Math.min(qmax - 1, Math.ceil(axis.view.hi / scale + zeroPoint));
  let path = '';
  for (let q = first; q <= last; q += 1) path += `M${axis.x(scale * (q - zeroPoint + 0.5)).toFixed(2)} ${lanes.rounding - 5}v10`;
  return <path class="nl-boundaries" d={path} />;
}

interface PillProps {
  part: 'q' | 'Z';
  x: number;
  y: number;
  text: string;
  /** Of the picture. */
  width: number;
}

function Pill({ part, x, y, text, width }: PillProps) {
  const wide = textWidth(text) + 16;
  const left = centred(x, wide, width);
  return (
    <g class="nl-pill" data-part={part}>
      <rect x={left} y={y - 12} width={wide} height={24} rx={12} />
      <text x={left + wide / 2} y={y + 5} text-anchor="middle">{text}</text>
    </g>
  );
}
