// What the tests of the network section share: the page's own modules in Node, and the demo networks with their images.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';
import { loadZeropoint } from 'zeropoint';
import { loadSamples } from 'zeropoint/samples';

import { launch, rested, serve, watchedPage } from './support.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A module of the page that touches no page, as Node takes it: `network/see/walk.ts`. */
export async function pageModule(path) {
  const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({ entryPoints: [join(root, 'web/src', path)], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const modelFile = (name) => readFile(join(root, `models/${name}/${name}.onnx`));
export const samplesOf = (name, options) => loadSamples(join(root, 'models/data', name), options);

/** All samples in one tensor, with their labels. */
export async function batchOf(samples) {
  for await (const batch of samples.batches(samples.length)) return batch;
}

/** The index of the largest number of each row; the first one of equals. */
export function top1(scores, classes) {
  return Array.from({ length: scores.length / classes }, (_, row) => {
    const some = scores.subarray(row * classes, (row + 1) * classes);
    return some.indexOf(some.reduce((a, b) => (b > a ? b : a)));
  });
}

/** Opens the network section at a hash, runs `use(page)` there, and asserts that nothing went wrong on the page. */
export async function inNetwork(browser, address, query, use, options) {
  const { context, page, complaints } = await watchedPage(browser, address, options);
  try {
    await page.goto(`${address}#network${query && `?${query}`}`);
    await page.getByTestId('net-facts').filter({ hasText: 'layers' }).waitFor();
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/**
 * For a whole file of tests: the page, a browser, the package in Node, and demo networks through it (`networks`, by name).
 * All are closed after its tests.
 */
export async function networkLab({ demos = [], flags = [] } = {}) {
  const lab = {
    networks: {},
    /** Opens the section at a query, as inNetwork does. */
    open: (query, use, options) => inNetwork(lab.browser, lab.server.address, query, use, options),
    /** The same, once its first numbers are there. */
    settled: (query, use, options) =>
      lab.open(query, async (page) => {
        await settledNetwork(page);
        await use(page);
      }, options),
  };
  after(async () => {
    for (const network of Object.values(lab.networks)) network.dispose();
    await lab.browser?.close();
    await lab.server?.close();
  });
  [lab.server, lab.browser, lab.zp] = await Promise.all([serve(), launch(flags), loadZeropoint()]);
  for (const name of demos) lab.networks[name] = await demo(lab.zp, name);
  return lab;
}

/** Waits until the numbers belong to the network, the images and the recipe of now. */
export async function settledNetwork(page) {
  await rested(page);
  await page.locator('[data-testid=verdict][data-settled]').waitFor({ timeout: 60_000 });
}

const sets = {
  'fashion-mobile': { calibration: ['fashion-mnist-train-512', 0, 512], test: ['fashion-mnist-test-500', 0, 500] },
  digits: { calibration: ['mnist-train-512', 0, 256], test: ['mnist-train-512', 256, 512] },
};

async function some([name, from, to]) {
  const { data, shape: [, ...shape], labels } = await batchOf(await samplesOf(name));
  const each = shape.reduce((a, b) => a * b);
  return { data: data.subarray(from * each, to * each), shape: [to - from, ...shape], labels: labels.subarray(from, to) };
}

/** As the page takes them, 64 at a time: moving averages depend on it. */
function* batches({ data, shape: [count, ...shape] }) {
  const each = data.length / count;
  for (let from = 0; from < count; from += 64) {
    const to = Math.min(count, from + 64);
    yield { input: { data: data.subarray(from * each, to * each), shape: [to - from, ...shape] } };
  }
}

/** The same through the Node API: a demo network with what the page calibrates it with and measures it on. */
export async function demo(zp, name) {
  const model = zp.loadModel(await modelFile(name));
  const test = await some(sets[name].test);
  const calibration = await model.calibrate(batches(await some(sets[name].calibration)), { averagingConstant: 0.01 });
  const answers = (network) => top1(network.run({ input: { data: test.data, shape: test.shape } }).logits.data, 10);
  const float = answers(model);
  const share = (wanted, got) => (100 * got.filter((answer, i) => answer === wanted[i]).length) / got.length;
  return {
    model, calibration, test,
    /** What the page shows of a recipe. */
    numbers(recipe) {
      const quantized = model.quantize(calibration, recipe);
      const codes = answers(quantized);
      const { bytes } = quantized.size;
      quantized.dispose();
      return { 'accuracy-float': share(test.labels, float), 'accuracy-quantized': share(test.labels, codes), agreement: share(float, codes), 'net-size': bytes };
    },
    dispose() {
      calibration.dispose();
      model.dispose();
    },
  };
}
