// What the tests of the number line share: a server, a browser, the package, and the panel's own places.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { loadZeropoint } from 'zeropoint';

import { exact, launch, serve, watchedPage } from './support.mjs';

export const zp = await loadZeropoint();

/** The server and the browser, from the first test on. */
export const lab = {};

before(async () => {
  const [server, browser] = await Promise.all([serve(), launch()]);
  Object.assign(lab, { server, browser });
});

after(async () => {
  await lab.browser?.close();
  await lab.server?.close();
});

export const addressOf = (query = '') => `${lab.server.address}#number-line${query && `?${query}`}`;

/** Opens the number line, runs, and expects that nothing went wrong on the page. */
export async function onLine(query, run, options) {
  const { context, page, complaints } = await watchedPage(lab.browser, lab.server.address, { reducedMotion: 'reduce', ...options });
  try {
    await page.goto(addressOf(query));
    await page.getByTestId('line-q').waitFor();
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

export const shown = (page, part) => exact(page, `line-${part}`);
export const rmin = (page) => page.getByRole('textbox', { name: /^rmin/ });
export const rmax = (page) => page.getByRole('textbox', { name: /^rmax/ });
export const value = (page) => page.getByRole('textbox', { name: /the value to quantize/ });
