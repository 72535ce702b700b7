// Numbers as people read and type them. Everything here shows values; none of it decides them.

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (exponent: string) => exponent.replace('-', '⁻').replace(/\d/g, (digit) => superscripts[Number(digit)]!);
const lowered = (text: string) => text.replace('⁻', '-').replace(/[⁰¹²³⁴-⁹]/g, (digit) => String(superscripts.indexOf(digit)));

/** 1.5e-7 as 1.5×10⁻⁷, with true minus signs. */
const typographic = (text: string) =>
  text.replace(/e\+?(-?\d+)$/, (_, exponent: string) => `×10${raised(exponent)}`).replaceAll('-', '−');

/** The shortest decimal that is this float32 again. */
export function exact(value: number): string {
  const float = Math.fround(value);
  if (!Number.isFinite(float)) return typographic(String(float).replace('Infinity', '∞'));
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return typographic(String(short));
  }
  return typographic(String(Number(float.toPrecision(9))));
}

const isShort = (value: number) => Number(value.toPrecision(3)) === value || (Number.isInteger(value) && Math.abs(value) < 1e6);

/** The decimal that `exact` writes, as a number. */
export const shortest = (value: number) => Number(typed(value));

/** Three significant digits; values that have fewer, and integers, are written as they are. */
export function three(value: number): string {
  if (!Number.isFinite(value)) return exact(value);
  const short = shortest(value);
  if (isShort(short)) return typographic(String(short));
  const rounded = Math.abs(short) < 1e-4 ? short.toExponential(2) : short.toPrecision(3);
  return typographic(rounded.replace(/\.?0+(?=e|$)/, ''));
}

/** A difference says which way it goes: + and − alike. */
export const signed = (value: number, show = three) => `${value > 0 ? '+' : ''}${show(value)}`;

/** With at least the digits that tell it from a neighbour `step` away. */
export function fine(value: number, step: number): string {
  const usual = three(value);
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size >= 1e6 || isShort(shortest(value))) return usual;
  const digits = Math.ceil(-Math.log10(step)) + 1;
  const decimals = /\.(\d+)$/.exec(usual)?.[1]?.length ?? 0;
  if (digits <= decimals || digits > 12 || usual.includes('×')) return usual;
  return typographic(value.toFixed(digits));
}

/** r/S with the digits that decide how it rounds: what is not a tie never looks like one. */
export function steps(value: number): string {
  const size = Math.abs(value);
  if (!(size >= 1e-4 && size < 1e6)) return three(value);
  if (Number.isInteger(value * 2)) return typographic(String(value));
  for (let digits = Math.max(2, 2 - Math.floor(Math.log10(size))); digits < 12; digits += 1) {
    const text = value.toFixed(digits);
    if (!Number.isInteger(Number(text) * 2)) return typographic(text);
  }
  return typographic(String(value));
}

/** What a person typed as a number; NaN for what is none. Both minus signs and `inf` are understood. */
export function parsed(text: string): number {
  const plain = text.trim().replaceAll('−', '-').replace(/^([+-]?)(∞|inf|infinity)$/i, '$1Infinity');
  return plain === '' ? NaN : Number(plain);
}

/** A number as the text that one would type for it. */
export const typed = (value: number) =>
  lowered(exact(value).replaceAll('−', '-').replace('×10', 'e').replace('∞', 'Infinity'));

/** A number of this module as TeX. */
export const tex = (text: string) =>
  lowered(text.replaceAll('−', '-').replace('∞', '\\infty').replace(/×10(.*)/, '\\times 10^{$1}'));

/** The power of ten at or below a length: the step of numbers that a drag can reach. */
export const stepBelow = (length: number) => 10 ** Math.floor(Math.log10(length));

/** The nearest multiple of a power of ten, without binary dust. */
export function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
