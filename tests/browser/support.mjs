// A server for the built page under a sub-path, a Chromium, and what every browser test watches for.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium as playwright } from 'playwright-core';

import { chromium } from '../../tools/setup/chromium.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const builtPage = process.env.ZEROPOINT_PAGE ?? join(root, 'dist-web');
const subPath = '/some/where/'; // the page works from any sub-path

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
};

/** Serves a folder, the built page by default; gives its address and how to close it. `headers` go with every file. */
export async function serve(folder = builtPage, headers = {}) {
  if (!existsSync(folder)) throw new Error(`${folder} is not there; npm run build makes it`);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(folder, normalize(path.slice(subPath.length) || 'index.html'));
    if (!path.startsWith(subPath) || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${server.address().port}${subPath}`, close };
}

/** A Chromium, with more flags than the usual ones if need be. */
export async function launch(flags = []) {
  const { args, ...options } = await chromium();
  return playwright.launch({ ...options, args: [...args, ...flags], headless: true });
}

/** A page, and everything that went wrong on it: console errors, policy violations, requests to other hosts. */
export async function watchedPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== new URL(address).host) complaints.push(`request to ${url.host}`);
  });
  return { context, page, complaints };
}

/** Two frames and a moment: a change has started its run by then, also where other tests keep the machine busy. */
export async function rested(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  await page.waitForTimeout(60);
}

/** Waits until the picture is shown and its numbers belong to the settings. */
export async function settled(page) {
  await rested(page);
  await page.locator('[data-testid=metrics][data-settled]').waitFor();
}

/** Opens the photograph laboratory at a hash, runs `use(page)` there, and asserts that nothing went wrong on the page. */
export async function inLabOf(browser, address, hash, use, options) {
  const { context, page, complaints } = await watchedPage(browser, address, options);
  try {
    await page.goto(address + hash);
    await settled(page);
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** The exact value behind a number on the page. */
export async function exact(page, testId) {
  return Number(await page.getByTestId(testId).first().getAttribute('data-exact'));
}

/** The path of a sample photograph. */
export const photo = (name) => join(root, 'web/public/photos', name);

/** Opens a file through the page's own control and waits for its numbers. */
export async function openFile(page, path) {
  await page.getByTestId('file').setInputFiles(path);
  await page.getByTestId('photo-name').filter({ hasText: basename(path) }).waitFor();
  await settled(page);
}
