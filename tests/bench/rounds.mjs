// Times several ways of doing the same, interleaved: one call of each per round, so that a change in the
// machine's speed meets all alike. Only ratios within one run mean something on a shared machine.

const median = (sorted) => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

async function once(work) {
  const start = performance.now();
  const result = work();
  if (result instanceof Promise) await result;
  return performance.now() - start;
}

/**
 * { name: work } → { name: { median, min } } in milliseconds; `work` may give a promise. Warm-up rounds let V8 reach
 * its optimizing compiler. `after(name)` is called, and awaited, after each work, outside of its time.
 */
export async function interleaved(works, { rounds = 40, warmUp = 10, after = () => {} } = {}) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; ++round) {
    for (const [name, work] of Object.entries(works)) {
      const time = await once(work);
      if (round >= 0) times[name].push(time);
      await after(name);
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return [name, { median: median(sorted), min: sorted[0] }];
    }),
  );
}

/**
 * The same for works that may be shorter than the clock's tick: each is called often enough in its turn to take
 * `shortest` milliseconds. The times are those of one call.
 */
export async function interleavedCalls(works, { shortest = 2, ...options } = {}) {
  const times = {};
  const repeated = {};
  for (const [name, work] of Object.entries(works)) {
    await once(work);
    const time = Math.min(await once(work), await once(work));
    times[name] = Math.max(1, Math.ceil(shortest / Math.max(time, 0.01)));
    repeated[name] = async () => {
      for (let i = 0; i < times[name]; ++i) await work();
    };
  }
  const rows = await interleaved(repeated, options);
  return Object.fromEntries(Object.entries(rows).map(([name, { median: middle, min }]) => [name, { median: middle / times[name], min: min / times[name] }]));
}
