// Times several ways of doing the same, interleaved: one call of each per round, so that a change in the
// machine's speed meets all alike. Only ratios within one run mean something on a shared machine.

const median = (sorted) => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * { name: work } → { name: { median, min } } in milliseconds; `work` may give a promise. Warm-up rounds let V8 reach
 * its optimizing compiler.
 */
export async function interleaved(works, { rounds = 40, warmUp = 10 } = {}) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; ++round) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now();
      const result = work();
      if (result instanceof Promise) await result;
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return [name, { median: median(sorted), min: sorted[0] }];
    }),
  );
}
