// The pictures of docs/cnn-lab.md, and the same views in both themes and at both widths under build/screenshots/ for people
// to look at. With ZEROPOINT_PICTURES=1 those of the document are renewed.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

import { inNetwork, settledNetwork } from './network-support.mjs';
import { launch, serve } from './support.mjs';

const folder = (path) => fileURLToPath(new URL(`../../${path}/`, import.meta.url));
const documents = process.env.ZEROPOINT_PICTURES === '1' ? folder('docs/cnn-lab') : undefined;
const screenshots = folder('build/screenshots');

const views = {
  run: 'net.i=7',
  lesson: 'net.w=8&net.g=tensor&net.lesson=depthwise&net.i=7',
  doubt: 'net.v=doubt&net.i=7',
  see: 'net.v=see&net.i=7&net.c=3&net.y=12&net.x=14',
  'take-away': 'net.v=take-away',
};

/** 64 colours are enough for a document. */
const small = (picture, path) => sharp(picture).png({ palette: true, colours: 64, effort: 10 }).toFile(path);

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
  for (const path of [screenshots, documents]) if (path) mkdirSync(path, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const [name, query] of Object.entries(views)) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const colorScheme of ['light', 'dark']) {
      it(`${name}, ${width} px, ${colorScheme}`, () =>
        inNetwork(browser, server.address, query, async (page) => {
          await settledNetwork(page);
          await page.waitForTimeout(700);
          const path = `${screenshots}network-${name}-${width}-${colorScheme}.png`;
          await page.screenshot({ path, fullPage: true });
          if (documents && width === 1440 && colorScheme === 'light') await small(await page.screenshot(), `${documents}${name}.png`);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'nothing sticks out sideways');
        }, { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' }));
    }
  }
}
