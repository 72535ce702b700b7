// Which codes get a line and which a number, so that lines never merge and numbers never touch.
// Positions are always those of the codes themselves.
import type { Grid } from './arithmetic';
import type { Axis } from './view';

export interface CodeTicks {
  /** One line for so many codes. */
  stride: number;
  lines: number[];
  numbers: number[];
}

const lineDistance = 4;
const digitWidth = 8;

const powerOfTwoAbove = (value: number) => 2 ** Math.max(0, Math.ceil(Math.log2(value)));

function multiples(stride: number, from: number, to: number): number[] {
  const first = Math.ceil(from / stride) * stride;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / stride) + 1) }, (_, i) => first + i * stride);
}

export function codeTicks({ qparams }: Grid, { spacing, view }: Axis): CodeTicks {
  const { scale, zeroPoint, qmin, qmax } = qparams;
  const from = Math.max(qmin, Math.ceil(view.lo / scale + zeroPoint));
  const to = Math.min(qmax, Math.floor(view.hi / scale + zeroPoint));
  const within = (q: number) => q >= from && q <= to;
  const fixed = [...new Set([zeroPoint, qmin, qmax])].filter(within);

  const stride = powerOfTwoAbove(lineDistance / spacing);
  const lines = [...new Set([...fixed, ...multiples(stride, from, to)])];

  const numberWidth = digitWidth * Math.max(String(qmin).length, String(qmax).length) + 10;
  const numberStride = Math.max(stride, powerOfTwoAbove(numberWidth / spacing));
  const numbers: number[] = [];
  // Z, qmin and qmax first: they are never dropped for the sake of a round number.
  for (const q of [...fixed, ...multiples(numberStride, from, to)]) {
    if (numbers.every((other) => Math.abs(other - q) * spacing >= numberWidth)) numbers.push(q);
  }
  return { stride, lines, numbers };
}
