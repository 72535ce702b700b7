import type { Grid } from './arithmetic';
import { follow } from './gesture';
import { Handle } from './Handle';
import { centred, lanes, textWidth, within } from './layout';
import { moveZeroPoint } from './move-zero-point';
import { three } from './numbers';
import type { Axis } from './view';

/** Z under its code, dragged along the codes. */
export function ZeroPoint({ grid, axis }: { grid: Grid; axis: Axis }) {
  const { zeroPoint, qmin, qmax } = grid.qparams;
  const fixed = grid.settings.symmetric;
  const text = `Z ${three(zeroPoint)}`;
  const wide = textWidth(text) + (fixed ? 20 : 48);
  const x = within(axis.x(0), axis.width);
  const away = axis.view.lo > 0 || axis.view.hi < 0;
  const middle = centred(x, wide, axis.width) + wide / 2;
  return (
    <>
      <line class="nl-zero-stem" data-part="Z" aria-hidden="true" x1={x} x2={x} y1={lanes.codesText + 6} y2={lanes.zeroPoint - 12} />
      <Handle
        part="Z"
        label={fixed ? 'Zero point Z, fixed by the symmetric scheme' : 'Zero point Z'}
        x={middle}
        y={lanes.zeroPoint}
        value={zeroPoint}
        min={qmin}
        max={qmax}
        valueText={`code ${three(zeroPoint)}`}
        disabled={fixed}
        width={wide}
        onStart={follow}
        onDrag={(to) => moveZeroPoint(grid, zeroPoint + (to - middle) / axis.spacing)}
        onStep={(steps) => moveZeroPoint(grid, zeroPoint + steps)}
      >
        <g class={away ? 'nl-zero-pill nl-away' : 'nl-zero-pill'}>
          <rect x={-wide / 2} y={-13} width={wide} height={26} rx={6} />
          <text y={5} text-anchor="middle">
            {fixed ? text : `◂ ${text} ▸`}
          </text>
        </g>
      </Handle>
    </>
  );
}
