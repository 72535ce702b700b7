// From an empty page to the first result, and the memory that it takes: each runtime in pages of its own, in turn. Counted
// from the page's first script, and from the navigation. Pages name what they will load ahead, in <link> elements, or do not.
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

// How a page names a request ahead: what the element asks for and what is asked for later have to be the same.
async function ahead(request) {
  if (request.resourceType() !== 'script') return `fetch ${request.url()}`;
  const { 'sec-fetch-mode': mode } = await request.allHeaders();
  return `${mode === 'cors' ? 'modulepreload' : 'script'} ${request.url()}`;
}

/** { milliseconds, navigation, memory, requests }; what it asked for is as `named` takes it. */
async function load(browser, address, { id, shape }, [runtime, file], named = []) {
  // A context of its own has nothing in its cache.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const requests = [];
    page.on('request', (request) => ['script', 'fetch'].includes(request.resourceType()) && requests.push(request));
    const query = new URLSearchParams([
      ['script', 'start-page.mjs'], ['runtime', runtime], ['file', `../../build/bench/${id}/${file}`], ['shape', shape],
      ...named.map((one) => ['ahead', one]),
    ]);
    await page.goto(`${address}tests/bench/page.html?${query}`);
    const result = await page.waitForFunction(() => window.start, undefined, { timeout: 120_000 });
    return { ...(await result.jsonValue()), requests: named.length > 0 ? named : await Promise.all(requests.map(ahead)) };
  } finally {
    await context.close();
  }
}

const timesOf = (results, key) => {
  const times = results.map((result) => result[key]);
  return { median: median(times), min: Math.min(...times) };
};

/**
 * One network: { …network, rows: { name: { plain, ahead, memory } | { failed } } }, where plain and ahead, without and with
 * files named ahead, are { milliseconds: { median, min }, navigation: { median, min } }; memory in bytes.
 */
export async function startBench(browser, address, network, rounds) {
  const found = Object.fromEntries(Object.keys(contestants).map((name) => [name, { plain: [], ahead: [] }]));
  const rows = {};
  for (let round = 0; round < rounds; ++round) {
    for (const [name, contestant] of Object.entries(contestants)) {
      if (rows[name]) continue;
      try {
        const plain = await load(browser, address, network, contestant);
        found[name].plain.push(plain);
        found[name].ahead.push(await load(browser, address, network, contestant, plain.requests));
      } catch (error) {
        rows[name] = { failed: String(error.message ?? error).split('\n')[0] };
      }
    }
  }
  for (const [name, { plain, ahead: named }] of Object.entries(found)) {
    const times = (results) => ({ milliseconds: timesOf(results, 'milliseconds'), navigation: timesOf(results, 'navigation') });
    rows[name] ??= { plain: times(plain), ahead: times(named), memory: plain.at(-1).memory };
  }
  return { ...network, rounds, rows };
}
