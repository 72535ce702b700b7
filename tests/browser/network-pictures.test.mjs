// The pictures of docs/cnn-lab.md, and the same views in both themes and at both widths under build/screenshots/ for people
// to look at. With ZEROPOINT_PICTURES=1 those of the document are renewed.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

import { networkLab } from './network-support.mjs';
import { rested } from './support.mjs';

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

for (const path of [screenshots, documents]) if (path) mkdirSync(path, { recursive: true });

const { settled } = await networkLab();
const stillPage = { viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' };

/** What is computed for the image that is looked at. */
const lateParts = { doubt: '[data-testid=layer-table][data-settled]', see: '[data-testid=see][data-settled]' };

for (const [name, query] of Object.entries(views)) {
  it(`${name}, in both themes and at both widths`, () =>
    settled(query, async (page) => {
      await page.locator('.error-level').first().waitFor();
      if (lateParts[name]) await page.locator(lateParts[name]).waitFor();
      for (const [width, height] of [[1440, 900], [390, 844]]) {
        await page.setViewportSize({ width, height });
        await page.waitForFunction((down) => {
          const { width: wide, height: high } = document.querySelector('.net-graph-window svg').getBoundingClientRect();
          return high > wide === down;
        }, width > 1300);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await rested(page);
          await page.screenshot({ path: `${screenshots}network-${name}-${width}-${colorScheme}.png`, fullPage: true });
          if (documents && width === 1440 && colorScheme === 'light') await small(await page.screenshot(), `${documents}${name}.png`);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `nothing sticks out sideways at ${width} px`);
        }
      }
    }, stillPage));
}
