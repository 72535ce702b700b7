import { realValues, type Grid } from './arithmetic';
import { codeTicks } from './code-ticks';
import { lanes, textWidth, within } from './layout';
import { core } from './model';
import { fine, three } from './numbers';
import type { Axis } from './view';

const roomForRealValue = 58; // px between two codes whose r̂ are written

/** A text in the middle of x is not cut off by the edge of the picture. */
const isWhole = (x: number, text: string, width: number) =>
  x >= textWidth(text) / 2 && x <= width - textWidth(text) / 2;

interface AxesProps {
  grid: Grid;
  axis: Axis;
  /** A code whose r̂ is written elsewhere. */
  marked: number;
}

/** The real axis above, the codes below, and a line from each code to its r̂ = S(q − Z). */
export function Axes({ grid, axis, marked }: AxesProps) {
  const { qparams } = grid;
  const { lines, numbers, stride } = codeTicks(grid, axis);
  const real = realValues(core.value!, qparams, lines);
  const at = new Map(lines.map((q, i) => [q, axis.x(real[i]!)]));
  const [left, right] = [axis.x(grid.lowest), axis.x(grid.highest)].map((x) => within(x, axis.width, 0)) as [number, number];
  const tie = (q: number, from: number, to: number) => `M${at.get(q)!.toFixed(2)} ${from}V${to}`;
  const zero = axis.x(0);
  const zeroInSight = zero >= 0 && zero <= axis.width;
  return (
    <g aria-hidden="true">
      {stride > 1 && <rect class="nl-band" x={left} width={right - left} y={lanes.axis} height={lanes.codes - lanes.axis} />}
      <path class="nl-ties" data-part="S" d={lines.map((q) => tie(q, lanes.axis, lanes.codes)).join('')} />
      <path class="nl-code-ticks" d={numbers.map((q) => tie(q, lanes.codes - 5, lanes.codes + 5)).join('')} />

      <line class="nl-real-axis" x1={0} x2={axis.width} y1={lanes.axis} y2={lanes.axis} />
      {axis.ticks.map(({ r, label }) => (
        <g key={label} class={r === 0 ? 'nl-zero' : undefined}>
          <line class="nl-real-tick" x1={axis.x(r)} x2={axis.x(r)} y1={lanes.axis - 6} y2={lanes.axis} />
          {isWhole(axis.x(r), label, axis.width) && (
            <text class="nl-tick-text" x={axis.x(r)} y={lanes.axisText - 2} text-anchor="middle">{label}</text>
          )}
        </g>
      ))}

      <line class="nl-code-axis" x1={left} x2={right} y1={lanes.codes} y2={lanes.codes} />
      {numbers.filter((q) => isWhole(at.get(q)!, String(q), axis.width)).map((q) => (
        <text
          key={q}
          class={q === qparams.zeroPoint ? 'nl-code-text nl-zero' : 'nl-code-text'}
          data-part={q === qparams.zeroPoint ? 'Z' : q === qparams.qmin ? 'qmin' : q === qparams.qmax ? 'qmax' : undefined}
          x={at.get(q)}
          y={lanes.codesText}
          text-anchor="middle"
        >
          {three(q)}
        </text>
      ))}
      {axis.spacing >= roomForRealValue &&
        lines.map((q, i) => {
          const text = fine(real[i]!, qparams.scale);
          const x = at.get(q)! + 4;
          if (q === qparams.zeroPoint || q === marked || x + textWidth(text) > axis.width) return null;
          return <text key={q} class="nl-back-text" x={x} y={lanes.backText}>{text}</text>;
        })}
      {zeroInSight && <line class="nl-zero-line" data-part="Z" x1={zero} x2={zero} y1={lanes.axis - 6} y2={lanes.codes + 5} />}
      <Step grid={grid} axis={axis} />
    </g>
  );
}

/** S as a length: from the zero point to the code beside it. */
function Step({ grid: { qparams }, axis }: { grid: Grid; axis: Axis }) {
  if (axis.spacing < 26) return null;
  const { zeroPoint, qmax } = qparams;
  const from = axis.x(0);
  const to = from + (zeroPoint < qmax ? axis.spacing : -axis.spacing);
  if (Math.min(from, to) < 0 || Math.max(from, to) > axis.width) return null;
  const y = lanes.codes - 16;
  return (
    <g class="nl-step" data-part="S">
      <path d={`M${from} ${y - 4}v8M${to} ${y - 4}v8M${from} ${y}H${to}`} />
      <text x={(from + to) / 2} y={y - 4} text-anchor="middle">S</text>
    </g>
  );
}
