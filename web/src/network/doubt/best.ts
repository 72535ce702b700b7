/** Those that no other is both smaller and at least as good as, smallest first. */
export function best<T extends { bytes: number; good: number }>(all: readonly T[]): T[] {
  const sorted = [...all].sort((a, b) => a.bytes - b.bytes || b.good - a.good);
  let most = -Infinity;
  return sorted.filter(({ good }) => {
    if (good <= most) return false;
    most = good;
    return true;
  });
}
