// The parts that the picture, the steps and the equations have in common: pointing at one lights it everywhere.
import { signal } from '@preact/signals';

import type { Grid, Reading } from './arithmetic';
import { exact, signed, steps, three } from './numbers';

export const partNames = {
  rmin: 'low end of the range',
  rmax: 'high end of the range',
  S: 'scale, the distance between two codes',
  Z: 'zero point, the code of 0',
  qmin: 'lowest code',
  qmax: 'highest code',
  r: 'the value',
  steps: 'the value in steps of S',
  rounded: 'the nearest whole number of steps',
  sum: 'steps counted from the zero point',
  q: 'the code',
  back: 'the real value of the code',
  error: 'error, quantized minus original',
} as const;

export type Part = keyof typeof partNames;

export const lit = signal<Part | undefined>(undefined);

export function valueOf(part: Part, { qparams, range }: Grid, reading: Reading): number {
  switch (part) {
    case 'rmin': return range.min;
    case 'rmax': return range.max;
    case 'S': return qparams.scale;
    case 'Z': return qparams.zeroPoint;
    case 'qmin': return qparams.qmin;
    case 'qmax': return qparams.qmax;
    case 'sum': return (reading.rounded ?? Math.sign(reading.steps) * Infinity) + qparams.zeroPoint;
    case 'rounded': return reading.rounded ?? Math.sign(reading.steps) * Infinity;
    default: return reading[part];
  }
}

/** A part's number as it is shown. */
export function textOf(part: Part, value: number): string {
  if (part === 'error') return signed(value);
  return part === 'steps' ? steps(value) : three(value);
}

/** A part's number with all its digits. */
export const exactTextOf = (part: Part, value: number) => (part === 'error' ? signed(value, exact) : exact(value));

/** Orange where r̂ is too large, blue where it is too small, as on the map of the photograph. */
export const sideOf = ({ error }: Reading) => (error > 0 ? 'high' : error < 0 ? 'low' : 'none');

const partAt = (target: EventTarget | null) =>
  (target instanceof Element ? target.closest<HTMLElement | SVGElement>('[data-part]') : null)?.dataset['part'] as Part | undefined;

/** For the element around everything: lights what the pointer or the focus is on. */
export const lighting = {
  onPointerOver: (event: PointerEvent) => void (lit.value = partAt(event.target)),
  onPointerLeave: () => void (lit.value = undefined),
  onFocusIn: (event: FocusEvent) => void (lit.value = partAt(event.target)),
  onFocusOut: () => void (lit.value = undefined),
};
