// From an empty page to the first result, and the memory that it takes: each runtime in pages of its own, in turn. Counted
// from the page's first script, and from the navigation.
// Files come from this machine: what a network takes to bring them is not in the times.

const contestants = {
  'zeropoint/runtime int8': ['runtime', 'int8.onnx'],
  'zeropoint/runtime float': ['runtime', 'float.onnx'],
  'zeropoint int8': ['zeropoint', 'int8.onnx'],
  'zeropoint float': ['zeropoint', 'float.onnx'],
  'onnxruntime-web int8': ['onnxruntime', 'int8.onnx'],
  'onnxruntime-web float': ['onnxruntime', 'float.onnx'],
  'LiteRT.js int8': ['litert', 'int8.tflite'],
  'LiteRT.js float': ['litert', 'float.tflite'],
};

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function load(browser, address, { id, shape }, [runtime, file]) {
  // A context of its own has nothing in its cache.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}tests/bench/page.html?script=start-page.mjs&runtime=${runtime}&file=../../build/bench/${id}/${file}&shape=${shape}`);
    const result = await page.waitForFunction(() => window.start, undefined, { timeout: 120_000 });
    return await result.jsonValue();
  } finally {
    await context.close();
  }
}

/** One network: { …network, rows: { name: { median, min, navigation: { median, min }, memory } | { failed } } }, in milliseconds and bytes. */
export async function startBench(browser, address, network, rounds) {
  const found = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  const rows = {};
  for (let round = 0; round < rounds; ++round) {
    for (const [name, contestant] of Object.entries(contestants)) {
      if (rows[name]) continue;
      try {
        found[name].push(await load(browser, address, network, contestant));
      } catch (error) {
        rows[name] = { failed: String(error.message ?? error).split('\n')[0] };
      }
    }
  }
  for (const [name, results] of Object.entries(found)) {
    const times = results.map(({ milliseconds }) => milliseconds);
    const whole = results.map(({ navigation }) => navigation);
    rows[name] ??= { median: median(times), min: Math.min(...times), navigation: { median: median(whole), min: Math.min(...whole) }, memory: results.at(-1).memory };
  }
  return { ...network, rounds, rows };
}
