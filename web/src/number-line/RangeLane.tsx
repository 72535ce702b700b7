import type { Grid } from './arithmetic';
import { hold } from './gesture';
import { Handle } from './Handle';
import { lanes, textWidth, within } from './layout';
import { roundTo, stepBelow, three } from './numbers';
import { change } from './state';
import type { Axis } from './view';

const snap = 5; // px around 0

/** The range [rmin, rmax] as a bar whose ends are dragged, and the part that was added to reach 0. */
export function RangeLane({ grid, axis }: { grid: Grid; axis: Axis }) {
  const { min, max } = grid.settings;
  const [left, right] = [within(axis.x(min), axis.width), within(axis.x(max), axis.width)];
  const zero = within(axis.x(0), axis.width);
  const widened = min > 0 ? left : max < 0 ? right : undefined;

  const step = stepBelow((axis.view.hi - axis.view.lo) / axis.width);
  const wanted = (x: number) => (Math.abs(x - axis.x(0)) < snap ? 0 : roundTo(axis.r(Math.min(Math.max(x, 0), axis.width)), step));
  const keyStep = stepBelow((max - min || Math.abs(max) || 1) / 20);
  const stepped = (value: number, steps: number) => roundTo(value + steps * keyStep, keyStep);
  // Both ends are set: the other one may hold a wrong entry, of which the picture shows nothing.
  const setMin = (value: number) => change({ min: Math.min(value, max), max });
  const setMax = (value: number) => change({ min, max: Math.max(value, min) });

  // Within the bar where both texts fit, else beyond its ends.
  const { lo, hi } = axis.view;
  const [minAway, maxAway] = [min < lo || min > hi, max < lo || max > hi];
  const [minText, maxText] = [three(min), three(max)];
  const inside = right - left > textWidth(`rmin ${minText} rmax ${maxText}`) + 24;
  return (
    <g class="nl-range">
      {widened !== undefined && (
        <g aria-hidden="true">
          <line class="nl-widened" x1={zero} x2={widened} y1={lanes.range} y2={lanes.range} />
          <text class="nl-note" x={(zero + widened) / 2} y={lanes.rangeText} text-anchor="middle">widened to 0</text>
        </g>
      )}
      <line class="nl-range-bar" x1={left} x2={right} y1={lanes.range} y2={lanes.range} />
      <g aria-hidden="true" class="nl-value-text">
        <RangeEnd part="rmin" x={inside ? left - 6 : Math.max(left + 6, textWidth(`rmin ${minText}`))} anchor={inside ? 'start' : 'end'} name="min" text={minText} />
        <RangeEnd part="rmax" x={inside ? right + 6 : Math.min(right - 6, axis.width - textWidth(`rmax ${maxText}`))} anchor={inside ? 'end' : 'start'} name="max" text={maxText} />
      </g>
      <Handle
        part="rmin"
        label="Low end of the range, r min"
        x={left}
        y={lanes.range}
        value={min}
        min={Math.min(lo, min)}
        max={max}
        valueText={three(min)}
        onStart={hold}
        onDrag={(x) => setMin(wanted(x))}
        onStep={(steps) => setMin(Number.isFinite(steps) ? stepped(min, steps) : steps < 0 ? min : max)}
      >
        <Grip away={minAway} />
      </Handle>
      <Handle
        part="rmax"
        label="High end of the range, r max"
        x={right}
        y={lanes.range}
        value={max}
        min={min}
        max={Math.max(hi, max)}
        valueText={three(max)}
        onStart={hold}
        onDrag={(x) => setMax(wanted(x))}
        onStep={(steps) => setMax(Number.isFinite(steps) ? stepped(max, steps) : steps < 0 ? min : max)}
      >
        <Grip away={maxAway} />
      </Handle>
    </g>
  );
}

interface RangeEndProps {
  part: 'rmin' | 'rmax';
  x: number;
  anchor: 'start' | 'end';
  name: string;
  text: string;
}

function RangeEnd({ part, x, anchor, name, text }: RangeEndProps) {
  return (
    <text data-part={part} x={x} y={lanes.rangeText} text-anchor={anchor}>
      <tspan class="nl-symbol">r</tspan>
      <tspan class="nl-sub" dy="3">{name}</tspan>
      <tspan dy="-3" dx="5">{text}</tspan>
    </text>
  );
}

/** What shows that something can be taken and moved sideways; fainter when what it moves is out of sight. */
function Grip({ away }: { away: boolean }) {
  return (
    <g class={away ? 'nl-away' : undefined}>
      <rect class="nl-grip" x={-7} y={-13} width={14} height={26} rx={4} />
      <path class="nl-grip-marks" d="M-2 -5V5M2 -5V5" />
    </g>
  );
}
