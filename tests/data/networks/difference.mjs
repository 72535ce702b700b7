// How far outputs are from those of the judge.

/** max |a − b| over max b − min b: what issue and tests put the limit of 1e-4 on. NaN where either is not finite. */
export function relativeError(a, b) {
  let low = Infinity;
  let high = -Infinity;
  let most = 0;
  for (let i = 0; i < b.length; ++i) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return NaN;
    low = Math.min(low, b[i]);
    high = Math.max(high, b[i]);
    most = Math.max(most, Math.abs(a[i] - b[i]));
  }
  return most === 0 ? 0 : most / (high - low);
}
