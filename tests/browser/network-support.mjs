// What the tests of the network section share: the page's own modules in Node, and the demo networks with their images.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';
import { loadSamples } from 'zeropoint/samples';

import { watchedPage } from './support.mjs';

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
