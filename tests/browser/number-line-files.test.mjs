// What can be taken away from the number line: the picture, the numbers, the code and the link.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { loadZeropoint } from 'zeropoint';

import { onLine, rmin, shown, value, zp } from './number-line-support.mjs';

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zeropoint-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Presses a button that gives a file; the file's path, name and text. */
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { path, name: download.suggestedFilename(), text: await readFile(path, 'utf8') };
}

/** What is drawn, in order: every colour as the bytes it becomes on a screen. */
function drawn(root) {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const bytes = (colour) => {
    if (colour === 'none') return colour;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].join(' ');
  };
  return [...root.querySelectorAll('path, line, rect, circle, text, tspan')]
    .filter((element) => !element.matches('.nl-reach'))
    .map((element) => {
      const style = getComputedStyle(element);
      const { x, y, width, height } = element.getBBox();
      return [
        element.tagName, element.textContent, bytes(style.fill), bytes(style.stroke),
        ...['fillOpacity', 'strokeOpacity', 'strokeWidth', 'strokeDasharray', 'paintOrder', 'fontSize', 'fontWeight', 'fontStyle', 'fontFamily']
          .map((name) => style[name]),
        ...[x, y, width, height].map((length) => length.toFixed(1)),
      ].join('|');
    });
}

describe('number line, saved', () => {
  for (const [colorScheme, query] of [['dark', 'line.r=0.75'], ['light', 'line.bits=8&line.signed=1&line.symmetric=1&line.min=-0.5&line.r=-3']]) {
    it(`saves the picture as it is seen, ${colorScheme}`, () =>
      onLine(query, async (page) => {
        const { path, name, text } = await saved(page, 'Save SVG');
        assert.match(name, /^number-line-\dbit\.svg$/);
        assert.doesNotMatch(text, /var\(|oklab|class=|<script|url\(|href|\son\w+=|<image|role="slider"/);
        const onPage = await page.locator('.nl-picture').evaluate(drawn);
        const viewer = await page.context().newPage();
        const pageColour = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const themes = { light: 'dark', dark: 'light' };
        await viewer.emulateMedia({ colorScheme: themes[colorScheme] }); // it keeps its own
        await viewer.goto(pathToFileURL(path).href);
        const inFile = await viewer.locator('svg svg').evaluate(drawn);
        assert.ok(onPage.length > 30);
        assert.deepEqual(inFile, onPage);
        assert.equal(await viewer.evaluate(() => getComputedStyle(document.querySelector('svg > rect')).fill), pageColour);
        assert.match(await viewer.evaluate(() => document.querySelector('title').textContent), /Number line: .* in \d bits/);
        const { scale, zeroPoint } = zp.chooseQParams(...(colorScheme === 'dark' ? [-1, 2, { bits: 4 }] : [-0.5, 2, { bits: 8, signed: true, symmetric: true }]));
        const desc = await viewer.evaluate(() => document.querySelector('desc').textContent);
        assert.equal(Math.fround(Number(/S = ([\d.]+),/.exec(desc)[1])), scale);
        assert.match(desc, new RegExp(`Z = ${zeroPoint}, .*Code .* means`));
      }, { colorScheme }));
  }

  it('saves all numbers exactly, infinity too', () =>
    onLine('line.min=-0.7&line.max=1.9&line.bits=16&line.signed=1&line.r=-0.33', async (page) => {
      const spec = { bits: 16, signed: true, symmetric: false, narrowRange: false };
      const qparams = zp.chooseQParams(-0.7, 1.9, spec);
      const r = Math.fround(-0.33);
      const q = zp.quantize(Float32Array.of(r), qparams);
      const [back] = zp.dequantize(q, qparams);
      const [lowest, highest] = zp.dequantize(Int16Array.of(qparams.qmin, qparams.qmax), qparams);
      const steps = Math.fround(r / qparams.scale);
      const { name, text } = await saved(page, 'Numbers, JSON');
      assert.equal(name, 'number-line-16bit.json');
      assert.deepEqual(JSON.parse(text), {
        options: { min: -0.7, max: 1.9, r: -0.33, ...spec },
        range: { min: Math.fround(-0.7), max: Math.fround(1.9) },
        qparams, lowest, highest,
        value: { r, steps, rounded: Math.round(steps), tie: false, clipped: 0, q: q[0], back, error: Math.fround(back - r) },
      });

      await value(page).fill('inf');
      await page.locator('[data-testid=line-q][data-exact="32767"]').waitFor();
      await rmin(page).fill('5'); // wrong, and so not in the file
      const { options, value: far } = JSON.parse((await saved(page, 'Numbers, JSON')).text);
      assert.deepEqual([options.min, options.r, far.r, far.error, far.rounded, far.clipped], [-0.7, 'Infinity', 'Infinity', '-Infinity', null, 1]);
    }));

  it('gives JavaScript that gives the same numbers', () =>
    onLine('line.min=-0.7&line.bits=5&line.signed=1&line.r=0.3', async (page) => {
      const script = (await page.locator('.nl-reproduce code').innerText()).replace(/^import .*\n/, '');
      const run = new Function('loadZeropoint', `return (async () => { ${script}\nreturn { qparams, q, back, error }; })()`);
      const { qparams, q, back, error } = await run(loadZeropoint);
      assert.equal(qparams.scale, Math.fround(await shown(page, 'S')));
      assert.equal(q[0], await shown(page, 'q'));
      assert.equal(back[0], Math.fround(await shown(page, 'back')));
      assert.equal(Math.fround(error), Math.fround(await shown(page, 'error')));
    }));

  it('copies a link to what is shown', () =>
    onLine('', async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await value(page).fill('1.25');
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /line\.r=1\.25/);
    }));
});
