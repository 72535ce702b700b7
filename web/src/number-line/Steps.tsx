import type { ComponentChildren } from 'preact';

import type { Grid, Reading } from './arithmetic';
import { Chip } from './Chip';
import { signed, steps, three } from './numbers';
import { sideOf, textOf, valueOf, type Part } from './parts';

interface StepsProps {
  grid: Grid;
  reading: Reading;
}

interface Shown {
  part: Part;
  symbol: ComponentChildren;
  /** What it is, or what befell it. */
  note: string;
}

const back = <i>r̂</i>;

function way({ tie, clipped }: Reading): Shown[] {
  return [
    { part: 'r', symbol: <i>r</i>, note: 'value' },
    { part: 'steps', symbol: <><i>r</i> / <i>S</i></>, note: 'steps' },
    { part: 'rounded', symbol: 'round', note: tie ? 'tie: to even' : 'to nearest' },
    { part: 'sum', symbol: <>+ <i>Z</i></>, note: 'from Z' },
    { part: 'q', symbol: <>clamp: <i>q</i></>, note: clipped ? 'clipped' : 'code' },
    { part: 'back', symbol: <><i>S</i>(<i>q</i> − <i>Z</i>) = {back}</>, note: 'value again' },
    { part: 'error', symbol: <>{back} − <i>r</i></>, note: 'error' },
  ];
}

const scheme: Shown[] = [
  { part: 'S', symbol: <i>S</i>, note: 'scale' },
  { part: 'Z', symbol: <i>Z</i>, note: 'zero point' },
  { part: 'qmin', symbol: <><i>q</i><sub>min</sub></>, note: 'lowest code' },
  { part: 'qmax', symbol: <><i>q</i><sub>max</sub></>, note: 'highest code' },
];

/** One number after the other: how r became q and came back. */
export function Steps({ grid, reading }: StepsProps) {
  const chips = (shown: Shown[]) =>
    shown.map(({ part, symbol, note }) => {
      const value = valueOf(part, grid, reading);
      return <li key={part}><Chip {...{ part, symbol, value, note }} text={textOf(part, value)} /></li>;
    });
  return (
    <div class="nl-steps">
      <ol class="nl-way" aria-label="From r to q and back" data-clipped={reading.clipped !== 0} data-error={sideOf(reading)}>{chips(way(reading))}</ol>
      <ul class="nl-scheme" aria-label="The grid of codes">{chips(scheme)}</ul>
    </div>
  );
}

/** What happens to r, in a sentence. */
export function story({ qparams }: Grid, { r, steps: inSteps, rounded, tie, clipped, q, back: again, error }: Reading): string {
  const start = `${three(r)} is ${steps(inSteps)} steps of S.`;
  const end = `Code ${three(q)} means ${three(again)}`;
  if (clipped) {
    const side = clipped > 0 ? `above the highest code, ${three(qparams.qmax)}` : `below the lowest code, ${three(qparams.qmin)}`;
    return `${start} That is ${side}: it is clipped. ${end}, off by ${signed(error)}.`;
  }
  const nearest = tie
    ? `A tie: ${three(Math.floor(inSteps))} and ${three(Math.ceil(inSteps))} are equally near, and the even one, ${three(rounded!)}, is taken.`
    : inSteps === rounded ? 'A whole number, nothing to round.' : `The nearest whole number is ${three(rounded!)}.`;
  return `${start} ${nearest} ${end}${error === 0 ? ': nothing is lost.' : `, off by ${signed(error)}.`}`;
}
