// Numbers as people read and type them. Everything here shows values; none of it decides them.

const typographic = (text: string) => text.replaceAll('-', '−').replace(/e\+?(−?\d+)$/, ' × 10^$1');

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

/** Three significant digits; values that have fewer, and integers, are written as they are. */
export function three(value: number): string {
  const short = Number(exact(value).replace('−', '-'));
  if (!Number.isFinite(short)) return exact(value);
  return isShort(short) ? typographic(String(short)) : typographic(short.toPrecision(3).replace(/e(.*)/, 'e$1'));
}

/** r/S with the digits that decide how it rounds: what is not a tie never looks like one. */
export function steps(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e6) return three(value);
  if (Number.isInteger(value * 2)) return typographic(String(value));
  for (let digits = 2; digits < 12; digits += 1) {
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
export const typed = (value: number) => exact(value).replaceAll('−', '-').replace(' × 10^', 'e');

/** A number of this module as TeX. */
export const tex = (text: string) =>
  text.replaceAll('−', '-').replace('∞', '\\infty').replace(/ × 10\^(.*)/, '\\times 10^{$1}');

/** The power of ten at or below a length: the step of numbers that a drag can reach. */
export const stepBelow = (length: number) => 10 ** Math.floor(Math.log10(length));

/** The nearest multiple of a power of ten, without binary dust. */
export function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
