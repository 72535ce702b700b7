const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, useGrouping: false });
const whole = new Intl.NumberFormat('en');

/** Three significant digits, as is the habit of this page; the exact value belongs beside it. */
export function three(value: number): string {
  if (value === Infinity) return '∞';
  if (Number.isNaN(value)) return '–';
  const text = Math.abs(value) >= 1000 ? String(Math.round(value)) : significant.format(value);
  return text.replace('-', '−');
}

export const count = (value: number): string => whole.format(value);

/** Signed, with a true minus. */
export const signedNumber = (value: number): string => (value > 0 ? `+${value}` : String(value).replace('-', '−'));

/** Bytes as people read them. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  return value < 1e6 ? `${three(value / 1e3)} kB` : `${three(value / 1e6)} MB`;
}
