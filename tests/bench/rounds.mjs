// Times several ways of doing the same, interleaved: one call of each per round, so that a change in the
// machine's speed meets all alike. Only ratios within one run mean something on a shared machine.

const median = (sorted) => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// Of all threads of the process; a page cannot know it. On a busy machine it is much steadier than the time of the clock.
const processorTime = () => {
  const { user, system } = globalThis.process?.cpuUsage?.() ?? { user: NaN, system: NaN };
  return (user + system) / 1000;
};

async function once(work) {
  const processor = processorTime();
  const start = performance.now();
  const result = work();
  if (result instanceof Promise) await result;
  return { time: performance.now() - start, processor: processorTime() - processor };
}

/**
 * { name: work } → { name: { median, min, processor } } in milliseconds; `work` may give a promise; `processor` is the
 * median of the processor's time, and missing in a page. Warm-up rounds let V8 reach
 * its optimizing compiler. `after(name)` is called, and awaited, after each work, outside of its time.
 */
export async function interleaved(works, { rounds = 40, warmUp = 10, after = () => {} } = {}) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; ++round) {
    for (const [name, work] of Object.entries(works)) {
      const measured = await once(work);
      if (round >= 0) times[name].push(measured);
      await after(name);
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => {
      const sorted = (key) => all.map((one) => one[key]).sort((a, b) => a - b);
      const [time, processor] = [sorted('time'), median(sorted('processor'))];
      return [name, { median: median(time), min: time[0], ...(processor >= 0 && { processor }) }];
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
    const time = Math.min((await once(work)).time, (await once(work)).time);
    times[name] = Math.max(1, Math.ceil(shortest / Math.max(time, 0.01)));
    repeated[name] = async () => {
      for (let i = 0; i < times[name]; ++i) await work();
    };
  }
  const rows = await interleaved(repeated, options);
  const ofOne = (name, row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value / times[name]]));
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, ofOne(name, row)]));
}
