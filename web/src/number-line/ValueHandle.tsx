import { tieAbove, type Grid, type Reading } from './arithmetic';
import { Handle } from './Handle';
import { centred, lanes, textWidth, within } from './layout';
import { fine, roundTo, stepBelow, three } from './numbers';
import { change } from './state';
import type { Axis } from './view';

const roomForSnapping = 24; // px between codes
const snap = 3;

/** The real value at a pixel; a tie or 0 when one is right there. */
export function valueAt(x: number, grid: Grid, axis: Axis): number {
  if (Math.abs(x - axis.x(0)) < snap) return 0;
  const r = axis.r(Math.min(Math.max(x, 0), axis.width));
  const tie = tieAbove(grid, Math.floor(r / grid.qparams.scale));
  if (tie !== undefined && axis.spacing >= roomForSnapping && Math.abs(axis.x(tie) - x) <= snap) return tie;
  return roundTo(r, stepBelow((axis.view.hi - axis.view.lo) / axis.width));
}

/** r moved by quarters of S, so that the arrow keys meet every code and every tie. */
function stepped({ r }: Reading, grid: Grid, quarters: number): number {
  const { scale } = grid.qparams;
  const wanted = Math.round((r / scale) * 4) + quarters;
  const tie = Math.abs(wanted % 4) === 2 ? tieAbove(grid, Math.floor(wanted / 4)) : undefined;
  return tie ?? Math.fround((wanted / 4) * scale);
}

/** The value r on a lane of its own above the real axis. */
export function ValueHandle({ grid, reading, axis }: { grid: Grid; reading: Reading; axis: Axis }) {
  const { r, q, clipped } = reading;
  const x = within(axis.x(r), axis.width, 10);
  const text = `r ${fine(r, grid.qparams.scale)}`;
  const beyond = axis.x(r) < 0 ? '◂ ' : axis.x(r) > axis.width ? ' ▸' : '';
  const ends = { low: Math.min(grid.lowest, r), high: Math.max(grid.highest, r) };
  return (
    <>
      <text
        class="nl-value-text"
        data-part="r"
        aria-hidden="true"
        x={centred(x, textWidth(text + beyond), axis.width)}
        y={lanes.valueText}
      >
        {beyond === '◂ ' && beyond}
        <tspan class="nl-symbol">r</tspan>
        {text.slice(1)}
        {beyond === ' ▸' && beyond}
      </text>
      <Handle
        part="r"
        label="Value r"
        x={x}
        y={lanes.value}
        value={r}
        min={ends.low}
        max={ends.high}
        valueText={`${three(r)}, code ${three(q)}${clipped ? ', clipped' : ''}`}
        onStart={() => {}}
        onDrag={(to) => change({ r: valueAt(to, grid, axis) })}
        onStep={(steps) =>
          change({ r: Number.isFinite(steps) ? stepped(reading, grid, steps) : steps < 0 ? grid.lowest : grid.highest })
        }
      >
        <circle class={clipped ? 'nl-knob nl-clipped' : 'nl-knob'} r={11} />
        <path class="nl-grip-marks" d="M-2 -4V4M2 -4V4" />
      </Handle>
    </>
  );
}
