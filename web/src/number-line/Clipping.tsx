import type { Grid } from './arithmetic';
import { lanes } from './layout';
import type { Axis } from './view';

/** Shades what rounds to a code beyond qmin or qmax: from half a step outside the last r̂. */
export function Clipping({ grid: { qparams, lowest, highest }, axis }: { grid: Grid; axis: Axis }) {
  const half = qparams.scale / 2;
  const left = Math.min(Math.max(axis.x(lowest - half), 0), axis.width);
  const right = Math.min(Math.max(axis.x(highest + half), 0), axis.width);
  return (
    <g class="nl-clipping" aria-hidden="true">
      <Zone from={0} to={left} code={`q = ${qparams.qmin}`} />
      <Zone from={right} to={axis.width} code={`q = ${qparams.qmax}`} />
    </g>
  );
}

const roomForText = 54;

function Zone({ from, to, code }: { from: number; to: number; code: string }) {
  if (to - from < 1) return null;
  const middle = (from + to) / 2;
  return (
    <>
      <rect x={from} width={to - from} y={lanes.axis} height={lanes.codes - lanes.axis} />
      {to - from >= roomForText && (
        <text class="nl-note" x={middle} y={lanes.rounding + 20} text-anchor="middle">
          clipped
          <tspan x={middle} dy="16">{code.replace('-', '−')}</tspan>
        </text>
      )}
    </>
  );
}
