// After one visit the page needs no network; without a service worker it still works.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { settledNetwork } from './network-support.mjs';
import { exact, launch, openFile, photo, serve, settled, watchedPage } from './support.mjs';

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

it('works offline after the first visit, samples, networks and number line included', async () => {
  const { context, page, complaints } = await watchedPage(browser, server.address);
  await page.goto(server.address);
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const mse = await exact(page, 'metric-mse');
  await context.setOffline(true);
  await page.reload();
  await settled(page);
  assert.equal(await exact(page, 'metric-mse'), mse);
  await page.getByRole('radio', { name: 'Retina of a left eye' }).check();
  await page.getByTestId('photo-name').filter({ hasText: 'Retina' }).waitFor();
  await page.getByRole('link', { name: 'Network', exact: true }).click();
  await settledNetwork(page);
  await page.getByRole('link', { name: 'Number line' }).click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

it('works where service workers are blocked', async () => {
  const { context, page, complaints } = await watchedPage(browser, server.address, { serviceWorkers: 'block' });
  await page.goto(server.address);
  await openFile(page, photo('chelsea.png'));
  assert.deepEqual(complaints.filter((text) => !/service worker/i.test(text)), []);
  await context.close();
});

it('says so where there is no WebAssembly', async () => {
  const { context, page } = await watchedPage(browser, server.address);
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(server.address);
  await page.getByRole('alert').getByText(/cannot run the laboratory/).waitFor();
  await context.close();
});
