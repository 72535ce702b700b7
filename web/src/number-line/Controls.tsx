import { Choice } from '../ui/Choice';
import { tieAbove, type Grid, type Reading } from './arithmetic';
import { Entry } from './Entry';
import type { Problem } from './model';
import { bitWidths, change, type Settings } from './state';
import { ZeroPointEntry } from './ZeroPointEntry';

interface ControlsProps {
  settings: Settings;
  grid: Grid;
  reading: Reading;
  problems: readonly Problem[];
}

const bitOptions = bitWidths.map((bits) => [String(bits), String(bits)] as const);
const codeOptions = [['unsigned', 'unsigned'], ['signed', 'signed']] as const;
const schemeOptions = [['affine', 'affine'], ['symmetric', 'symmetric']] as const;

/** Everything that can be dragged, typed; and what kind of codes is wanted. */
export function Controls({ settings, grid, reading, problems }: ControlsProps) {
  const { min, max, bits, signed, symmetric, narrowRange, r } = settings;
  const describedBy = (where: Problem['where']) => (problems.some((p) => p.where === where) ? `nl-problem-${where}` : undefined);
  const sentence = (where: Problem['where']) => (
    <p id={`nl-problem-${where}`} class="nl-problem" role="alert">
      {problems.find((problem) => problem.where === where)?.sentence}
    </p>
  );
  // Only signed symmetric codes have a narrow range, so it goes with them.
  const changeCodes = (some: Partial<Settings>) => {
    const next = { ...settings, ...some };
    change({ ...some, narrowRange: next.narrowRange && next.signed && next.symmetric });
  };
  return (
    <div class="nl-controls">
      <fieldset class="control">
        <legend class="control-head">Range</legend>
        <div class="nl-row">
          <label for="nl-min"><i>r</i><sub>min</sub><span class="unseen"> low end of the range</span></label>
          <Entry id="nl-min" value={min} problem={describedBy('range')} onInput={(value) => change({ min: value })} />
          <label for="nl-max"><i>r</i><sub>max</sub><span class="unseen"> high end of the range</span></label>
          <Entry id="nl-max" value={max} problem={describedBy('range')} onInput={(value) => change({ max: value })} />
        </div>
        {sentence('range')}
      </fieldset>
      <fieldset class="control">
        <legend class="control-head">Value</legend>
        <div class="nl-row">
          <label for="nl-r"><i>r</i><span class="unseen"> the value to quantize</span></label>
          <Entry id="nl-r" value={r} problem={describedBy('r')} onInput={(value) => change({ r: value })} />
          <button type="button" class="button" onClick={() => change({ r: nextTie(grid, reading) })}>Next tie</button>
        </div>
        {sentence('r')}
      </fieldset>
      <ZeroPointEntry grid={grid} />
      <div class="nl-bits">
        <Choice label="Bits" value={String(bits)} options={bitOptions} onInput={(text) => change({ bits: Number(text) as Settings['bits'] })} />
      </div>
      <Choice label="Codes" value={signed ? 'signed' : 'unsigned'} options={codeOptions} onInput={(kind) => changeCodes({ signed: kind === 'signed' })} />
      <Choice label="Scheme" value={symmetric ? 'symmetric' : 'affine'} options={schemeOptions} onInput={(kind) => changeCodes({ symmetric: kind === 'symmetric' })} />
      <label class="nl-check">
        <input
          type="checkbox"
          checked={narrowRange}
          disabled={!narrowRange && !(signed && symmetric)}
          onChange={({ currentTarget }) => change({ narrowRange: currentTarget.checked })}
        />
        <span>
          Narrow range <span class="hint">without the lone lowest code; signed symmetric only</span>
        </span>
      </label>
      {sentence('codes')}
    </div>
  );
}

/** The first tie above r between two codes; after the last one the lowest. */
function nextTie(grid: Grid, { steps, tie }: Reading): number {
  const { zeroPoint, qmin, qmax } = grid.qparams;
  const first = qmin - zeroPoint;
  const last = qmax - zeroPoint - 1;
  const next = tie ? Math.floor(steps) + 1 : Math.round(steps);
  for (let k = next >= first && next <= last ? next : first; k <= last; k += 1) {
    const r = tieAbove(grid, k);
    if (r !== undefined) return r;
  }
  return grid.lowest;
}
