// The window on the picture: divider, zoom, modes, and how the page looks at several widths.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { settledNetwork } from './network-support.mjs';
import { inLabOf, launch, serve, settled, watchedPage } from './support.mjs';

let server, browser;
const screenshots = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
  mkdirSync(screenshots, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const inLab = (...args) => inLabOf(browser, server.address, ...args);

describe('the divider', () => {
  it('is moved by keyboard, and says where it is', () =>
    inLab('', async (page) => {
      const divider = page.getByTestId('divider');
      await divider.focus();
      for (const [key, percent] of [['ArrowLeft', 49], ['Shift+ArrowRight', 59], ['Home', 0], ['End', 100], ['PageDown', 90]]) {
        await page.keyboard.press(key);
        assert.equal(await divider.getAttribute('aria-valuenow'), String(percent), key);
      }
      assert.equal(await divider.getAttribute('aria-valuetext'), '90 % original, 10 % quantized');
      await page.waitForURL(/d=0\.9/);
    }));

  it('is dragged', () =>
    inLab('', async (page) => {
      const box = await page.getByTestId('viewer').boundingBox();
      const middle = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width / 2, middle);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 4, middle, { steps: 4 });
      await page.mouse.up();
      const now = Number(await page.getByTestId('divider').getAttribute('aria-valuenow'));
      assert.ok(Math.abs(now - 25) <= 1, `${now}`);
    }));
});

describe('the picture', () => {
  const zoomOf = async (page) => parseFloat(await page.getByRole('button', { name: /^Zoom \d/ }).textContent());

  it('zooms by keys, buttons and wheel, both halves in step', () =>
    inLab('', async (page) => {
      const fit = await zoomOf(page);
      await page.getByTestId('viewer').focus();
      await page.keyboard.press('+');
      assert.ok((await zoomOf(page)) > fit);
      const places = await page.locator('.layer').evaluateAll((layers) => layers.map((layer) => layer.style.transform));
      assert.equal(places.length, 2);
      assert.equal(places[0], places[1]);
      await page.keyboard.press('0');
      assert.equal(await zoomOf(page), fit);
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      const near = await zoomOf(page);
      await page.getByTestId('viewer').hover({ position: { x: 60, y: 60 } });
      await page.mouse.wheel(0, -400);
      await page.waitForFunction((was) => parseFloat(document.querySelector('.zoom-value').textContent) > was, near);
      await page.getByRole('button', { name: 'Fit' }).click();
      assert.equal(await zoomOf(page), fit);
    }));

  it('is pinched and moved by fingers, and lets the page scroll when it fits', () =>
    inLab(
      '',
      async (page) => {
        const session = await page.context().newCDPSession(page);
        const box = await page.getByTestId('viewer').boundingBox();
        const touch = (type, ...points) =>
          session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ id, x: box.x + x, y: box.y + y })) });
        const place = () => page.locator('.layer').first().evaluate((layer) => layer.style.transform);
        const fitting = await place();
        await touch('touchStart', [60, 90]);
        for (let i = 0; i < 6; ++i) await touch('touchMove', [60, 90 - i * 12]);
        await touch('touchEnd');
        await page.waitForFunction(() => scrollY > 20);
        assert.equal(await place(), fitting);
        await page.waitForTimeout(500); // the page rolls on
        await page.evaluate(() => scrollTo(0, 0));
        await touch('touchStart', [60, 90]);
        await touch('touchStart', [60, 90], [120, 90]);
        for (let i = 0; i < 6; ++i) await touch('touchMove', [60 - i * 5, 90], [120 + i * 20, 90]);
        await touch('touchEnd');
        const near = await place();
        assert.notEqual(near, fitting);
        await touch('touchStart', [60, 90]);
        for (let i = 0; i < 6; ++i) await touch('touchMove', [60 + i * 6, 90 + i * 6]);
        await touch('touchEnd');
        assert.notEqual(await place(), near);
        assert.equal(await page.evaluate(() => scrollY), 0);
      },
      { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    ));

  it('is shown as error map, whose zero is the grey of the page', () =>
    inLab('#photograph?p=chelsea&b=8&m=error', async (page) => {
      const [pixel, grey] = await page.evaluate(() => {
        const canvas = document.querySelectorAll('.layer')[1];
        const colour = getComputedStyle(document.documentElement).getPropertyValue('--error-zero').trim();
        const bytes = canvas.getContext('2d').getImageData(5, 5, 1, 1).data;
        return [`#${[...bytes.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`, colour];
      });
      assert.equal(pixel, grey);
    }));

  // The automatic end of the scale follows from the first result, which was drawn before it was known.
  it('is shown as error map at the scale that the legend names, from the first view on', () =>
    inLab('#photograph?p=chelsea&b=2&m=error', async (page) => {
      const pixels = () => page.evaluate(() => {
        const canvas = document.querySelectorAll('.layer')[1];
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
        copy.drawImage(canvas, 0, 0);
        return [...copy.getImageData(0, 0, canvas.width, canvas.height).data];
      });
      const legend = () => page.getByLabel('End of the error scale, in levels').locator('option').first().textContent();
      await page.waitForTimeout(400);
      const [first, scale] = [await pixels(), await legend()];
      assert.match(scale, /^\+(16|32|64|128) levels, auto$/);
      for (const levels of ['255', /\d+/.exec(scale)[0]]) {
        await page.getByLabel('End of the error scale, in levels').selectOption(levels);
        await settled(page);
        await page.waitForTimeout(400);
      }
      assert.deepEqual(await pixels(), first);
    }));

  it('takes a range by hand from the histogram', () =>
    inLab('#photograph?p=chelsea', async (page) => {
      await page.getByTestId('handle-max').focus();
      await page.keyboard.press('PageDown');
      assert.ok(await page.getByRole('radio', { name: 'By hand' }).isChecked());
      await settled(page);
      assert.ok(Number(await page.getByTestId('metric-saturated').getAttribute('data-exact')) > 0);
      await page.getByTestId('range-max').fill('0.5');
      assert.equal(await page.getByTestId('handle-max').getAttribute('aria-valuenow'), '0.5');
    }));
});

describe('the page fits', () => {
  for (const section of ['photograph', 'network', 'network?net.v=doubt', 'network?net.v=see', 'network?net.v=take-away&net=digits', 'number-line', 'notes']) {
    it(`into 320 pixels: ${section}`, async () => {
      const { context, page } = await watchedPage(browser, server.address, { viewport: { width: 320, height: 640 } });
      await page.goto(`${server.address}#${section}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      if (section === 'photograph') await settled(page);
      if (section.startsWith('network')) await settledNetwork(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      await context.close();
    });
  }

  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ['light', 'dark']) {
      it(`${width} pixels, ${colorScheme}: screenshot`, () =>
        inLab('', (page) => page.screenshot({ path: `${screenshots}photograph-${width}-${colorScheme}.png` }), {
          viewport: { width, height },
          colorScheme,
        }));
    }
  }
});
