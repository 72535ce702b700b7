// Heights of the picture's lanes, in pixels from its top.
export const lanes = {
  rangeText: 16,
  range: 40,
  valueText: 72,
  value: 92,
  axisText: 124,
  axis: 132,
  backText: 148,
  rounding: 192,
  codes: 240,
  codesText: 258,
  code: 284,
  zeroPoint: 328,
} as const;

export const height = 352;

const characterWidth = 8; // of the widest digits that systems have, bold

export const textWidth = (text: string) => text.length * characterWidth;

/** Where a text of this width begins, so that it stands in the middle of x and within the picture. */
export const centred = (x: number, width: number, whole: number) =>
  Math.min(Math.max(x - width / 2, 2), Math.max(2, whole - width - 2));

/** x within the picture: what lies outside is shown at its edge. */
export const within = (x: number, whole: number, margin = 8) => Math.min(Math.max(x, margin), whole - margin);
