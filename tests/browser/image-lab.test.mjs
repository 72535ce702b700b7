// The photograph laboratory against the C++ core: the numbers on screen for an uploaded photograph, and the
// address that holds every control.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { PNG } from 'pngjs';

import { cmakeBuild } from '../../tools/build/cmake.mjs';
import { exact, inLabOf, launch, openFile, photo, serve, settled } from './support.mjs';

let server, browser, native, folder, raw;
const picture = PNG.sync.read(readFileSync(photo('chelsea.png')));

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
  native = join(await cmakeBuild('native', ['zeropoint_quantize_image']), 'tests/cpp/zeropoint_quantize_image');
  folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
  raw = join(folder, 'chelsea.rgba');
  writeFileSync(raw, picture.data);
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** What the core says natively of the same pixels. */
function core(...settings) {
  const args = [String(picture.width), String(picture.height), raw, 'ssim=1', ...settings];
  return JSON.parse(execFileSync(native, args, { encoding: 'utf8' }));
}

async function assertNumbers(page, expected) {
  const values = {
    mse: expected.all.mse,
    'max-error': expected.all.maxAbsError,
    psnr: expected.all.psnr ?? Infinity,
    sqnr: expected.all.sqnr ?? Infinity,
    ssim: expected.all.ssim,
    entropy: expected.codeEntropy,
    saturated: (100 * expected.saturated) / (3 * picture.width * picture.height),
    size: expected.bytes.codes + expected.bytes.parameters,
  };
  for (const [id, value] of Object.entries(values)) assert.equal(await exact(page, `metric-${id}`), value, id);
  assert.equal(await exact(page, 'scale'), expected.qparams[0].scale);
  assert.equal(await exact(page, 'zero-point'), expected.qparams[0].zeroPoint);
}

/** Opens the laboratory, runs, and expects that nothing went wrong on the page. */
const inLab = (...args) => inLabOf(browser, server.address, ...args);

describe('numbers on screen are those of the C++ core', () => {
  it('of an uploaded photograph, while the bits are moved by keyboard', () =>
    inLab('', async (page) => {
      await openFile(page, photo('chelsea.png'));
      await assertNumbers(page, core('bits=3'));
      const bits = page.getByTestId('bits');
      await bits.focus();
      for (const [key, value] of [['ArrowRight', 4], ['Home', 1], ['ArrowUp', 2], ['End', 8]]) {
        await page.keyboard.press(key);
        await settled(page);
        assert.equal(await bits.inputValue(), String(value));
        await assertNumbers(page, core(`bits=${value}`));
      }
      assert.equal(await page.getByTestId('metric-mse').textContent(), '0', '8 bits are the file itself');
    }));

  const cases = [
    ['b=4&r=percentile&pc=99', 'bits=4', 'method=percentile', 'percentile=99'],
    ['b=4&r=mse&g=channel', 'bits=4', 'method=mse', 'granularity=channel'],
    ['b=5&r=entropy', 'bits=5', 'method=entropy'],
    ['b=2&g=tile&tw=32&th=16&tc=1', 'bits=2', 'granularity=tile_channel', 'tile_width=32', 'tile_height=16'],
    ['b=3&sym=1&sgn=1', 'bits=3', 'scheme=symmetric', 'signed=1'],
    ['b=3&r=hand&lo=-0.1&hi=0.5', 'bits=3', 'min=-0.1', 'max=0.5'],
    ['b=2&rnd=stochastic&sd=7', 'bits=2', 'rounding=stochastic', 'seed=7'],
    ['b=1&rnd=floyd-steinberg', 'bits=1', 'rounding=floyd_steinberg'],
  ];
  for (const [query, ...settings] of cases) {
    it(`with ${query}`, () =>
      inLab(`#photograph?p=chelsea&${query}`, (page) => assertNumbers(page, core(...settings))));
  }

  it('all digits of them when they are copied', () =>
    inLab('#photograph?p=chelsea', async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByTestId('metrics').locator('tbody').evaluate((rows) => getSelection().selectAllChildren(rows));
      await page.keyboard.press('Control+C');
      const text = await page.evaluate(() => navigator.clipboard.readText());
      const [name, value, unit] = text.trim().split('\n')[0].split('\t');
      assert.deepEqual([name, Number(value), unit], ['PSNR', await exact(page, 'metric-psnr'), 'dB']);
    }));

  it('and of each pixel that the arrow keys reach', () =>
    inLab('#photograph?p=chelsea&b=3', async (page) => {
      await page.getByTestId('viewer').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+ArrowDown');
      const [x, y] = [Math.floor(picture.width / 2) + 1, Math.floor(picture.height / 2) + 10];
      await page.getByTestId('pixel').getByText(`${x}, ${y}`, { exact: true }).waitFor();
      const rows = await page.getByTestId('pixel').locator('tbody tr').evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.querySelector('data')?.value ?? cell.textContent)),
      );
      const { scale } = core('bits=3').qparams[0];
      rows.forEach(([v, r, q, real], channel) => {
        const byte = picture.data[(y * picture.width + x) * 4 + channel];
        assert.equal(Number(v), byte);
        assert.equal(Number(r), Math.fround(byte * Math.fround(1 / 255)));
        assert.equal(Number(real), Math.fround(Number(q) * scale));
        assert.ok(Math.abs(Number(real) - Number(r)) <= scale / 2 + 1e-6);
      });
    }));
});

describe('the address', () => {
  it('holds every control, so that a link shows the same thing', () =>
    inLab('#photograph?p=chelsea&b=5&g=channel&r=percentile&pc=98&m=quantized', async (page) => {
      assert.equal(await page.getByTestId('bits').inputValue(), '5');
      for (const name of ['Channel', 'Percentile', 'Quantized']) assert.ok(await page.getByRole('radio', { name }).isChecked(), name);
      const before = await exact(page, 'metric-mse');
      const link = page.url();
      await page.goto('about:blank');
      await page.goto(link);
      await settled(page);
      assert.equal(await exact(page, 'metric-mse'), before);
    }));

  it('ignores what is not valid', () =>
    inLab('#photograph?b=77&g=none&z=-3&p=nobody&sd=1.5', async (page) => {
      assert.equal(await page.getByTestId('bits').inputValue(), '3');
      assert.ok(await page.getByRole('radio', { name: 'Image', exact: true }).isChecked());
    }));

  it('takes Back for the last change, not for each step of it', () =>
    inLab('#photograph?p=chelsea', async (page) => {
      const bits = page.getByTestId('bits');
      await bits.focus();
      for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
      await page.waitForURL(/b=6/);
      await page.waitForTimeout(900); // the hand rests, and the change becomes a step of the history
      await page.getByRole('radio', { name: 'MSE' }).check();
      await page.waitForURL(/r=mse/);
      await page.waitForTimeout(900);
      await page.goBack();
      await settled(page);
      assert.ok(await page.getByRole('radio', { name: 'Min–max' }).isChecked());
      assert.equal(await bits.inputValue(), '6');
      await page.goBack();
      assert.equal(await bits.inputValue(), '3');
      await page.goForward();
      assert.equal(await bits.inputValue(), '6');
    }));

  it('is what Copy link gives, and the code beside it runs', () =>
    inLab('#photograph?p=chelsea&b=2&g=channel', async (page) => {
      await page.getByRole('button', { name: 'Reproduce' }).click();
      const code = await page.getByTestId('snippet').textContent();
      assert.match(code, /const options = \{ bits: 2, granularity: \{ kind: 'channel' \}, ssim: true \};/);
      const { loadZeropoint } = await import('zeropoint');
      const options = Function(`return (${code.match(/const options = (.*);/)[1]})`)();
      const { metrics } = (await loadZeropoint()).quantizeImage(picture, options);
      assert.equal(await exact(page, 'metric-ssim'), metrics.ssim);
    }));
});
