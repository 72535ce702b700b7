import { useState } from 'preact/hooks';

import type { Grid } from './arithmetic';
import { Entry } from './Entry';
import { moveZeroPoint } from './move-zero-point';
import { three, typed } from './numbers';

/** Z typed, which does what dragging it does; with symmetric codes it is only shown. */
export function ZeroPointEntry({ grid }: { grid: Grid }) {
  const { settings, qparams } = grid;
  return (
    <fieldset class="control">
      <legend class="control-head">Zero point</legend>
      {settings.symmetric
        ? <FixedZeroPoint grid={grid} />
        // A wrong entry is wrong for these codes: others begin afresh.
        : <FreeZeroPoint key={`${qparams.qmin} ${qparams.qmax}`} grid={grid} />}
    </fieldset>
  );
}

const label = <label for="nl-zero"><i>Z</i><span class="unseen"> zero point, the code of 0</span></label>;

function FreeZeroPoint({ grid }: { grid: Grid }) {
  const { zeroPoint, qmin, qmax } = grid.qparams;
  const [wrong, setWrong] = useState(false);
  const enter = (wanted: number) => {
    const isCode = Number.isInteger(wanted) && wanted >= qmin && wanted <= qmax;
    setWrong(!isCode);
    if (isCode) moveZeroPoint(grid, wanted);
  };
  return (
    <>
      <div class="nl-row">
        {label}
        <Entry id="nl-zero" value={zeroPoint} problem={wrong ? 'nl-problem-zero' : undefined} onInput={enter} />
        <span class="hint">keeps S, moves the range</span>
      </div>
      <p id="nl-problem-zero" class="nl-problem" role="alert">
        {wrong && `Z is a code: a whole number from ${three(qmin)} to ${three(qmax)}.`}
      </p>
    </>
  );
}

function FixedZeroPoint({ grid: { qparams } }: { grid: Grid }) {
  return (
    <div class="nl-row">
      {label}
      <input id="nl-zero" class="entry number" readOnly value={typed(qparams.zeroPoint)} aria-describedby="nl-zero-why" />
      <span id="nl-zero-why" class="hint">fixed: symmetric has 0 in the middle</span>
    </div>
  );
}
