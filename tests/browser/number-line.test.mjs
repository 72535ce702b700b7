// The number line on the built page, against the package in Node: the same S, Z, q and r̂ on screen.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { addressOf, lab, onLine, rmax, rmin, shown, value, zp } from './number-line-support.mjs';
import { watchedPage } from './support.mjs';

const handle = (page, name) => page.getByRole('slider', { name });
const story = (page) => page.locator('.nl-story').innerText();

async function assertShown(page, { min, max, r, ...spec }) {
  const qparams = zp.chooseQParams(min, max, spec);
  const q = zp.quantize(Float32Array.of(r), qparams);
  const [back] = zp.dequantize(q, qparams);
  assert.equal(Math.fround(await shown(page, 'S')), qparams.scale);
  assert.equal(await shown(page, 'Z'), qparams.zeroPoint);
  assert.equal(await shown(page, 'qmin'), qparams.qmin);
  assert.equal(await shown(page, 'qmax'), qparams.qmax);
  assert.equal(await shown(page, 'q'), q[0]);
  assert.equal(Math.fround(await shown(page, 'back')), back);
  assert.equal(Math.fround(await shown(page, 'error')), Math.fround(back - Math.fround(r)));
}

/** Presses a handle and moves it sideways by so many pixels. */
async function drag(page, locator, dx) {
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + dx / 2, y + height / 2);
  await page.mouse.move(x + width / 2 + dx, y + height / 2);
  await page.mouse.up();
}

describe('number line', () => {
  it('shows S and Z of a typed range exactly', () =>
    onLine('line.min=0&line.max=1', async (page) => {
      await rmin(page).fill('-1');
      await rmax(page).fill('2');
      await page.locator('.nl-bits').getByRole('radio', { name: '8', exact: true }).check();
      await value(page).fill('0.3');
      await assertShown(page, { min: -1, max: 2, bits: 8, r: 0.3 });
      assert.match(await page.locator('[data-equation="3"] .nl-numbers').innerText(), /0\.0118/);
    }));

  it('agrees with the package for every width, sign and scheme', () =>
    onLine('', async (page) => {
      for (const bits of [1, 2, 5, 8, 16]) {
        for (const [signed, symmetric, narrowRange] of [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]]) {
          if (bits === 1 && symmetric) continue;
          const query = `line.min=-0.7&line.max=1.9&line.r=-0.33&line.bits=${bits}&line.signed=${signed}&line.symmetric=${symmetric}&line.narrow=${narrowRange}`;
          await page.goto(addressOf(query));
          await page.locator(`[data-testid=line-qmax][data-exact="${2 ** (bits - signed) - 1}"]`).waitFor();
          const spec = { bits, signed: !!signed, symmetric: !!symmetric, narrowRange: !!narrowRange };
          await assertShown(page, { min: -0.7, max: 1.9, r: -0.33, ...spec });
          assert.equal(await page.locator('[data-equation="5"]').count(), symmetric);
        }
      }
    }));

  it('rounds ties to the even code', () =>
    onLine('line.min=-3&line.max=12', async (page) => {
      for (const [r, q] of [['0.5', 3], ['1.5', 5], ['2.5', 5], ['-0.5', 3], ['-1.5', 1]]) {
        await value(page).fill(r);
        assert.equal(await shown(page, 'q'), q, `r = ${r}`);
        assert.match(await story(page), /A tie/);
      }
      await value(page).fill('0.50001');
      assert.equal(await shown(page, 'q'), 4);
      assert.doesNotMatch(await story(page), /tie/);
      await value(page).fill('13.5'); // a tie too, but that is not what decides
      assert.equal(await page.locator('.nl-picture text[data-part=error]').textContent(), 'clipped: error −1.5');
      await value(page).fill('0.2');
      await page.getByRole('button', { name: 'Next tie' }).click();
      assert.equal(await shown(page, 'r'), 0.5);
      await page.getByRole('button', { name: 'Next tie' }).click();
      assert.equal(await shown(page, 'r'), 1.5);
    }));

  it('clips what lies outside, infinity too', () =>
    onLine('line.min=0&line.max=6&line.bits=8&line.r=7', async (page) => {
      await assertShown(page, { min: 0, max: 6, bits: 8, r: 7 });
      assert.match(await story(page), /above the highest code, 255: it is clipped/);
      assert.ok((await shown(page, 'sum')) > 255);
      await value(page).fill('-inf');
      assert.equal(await shown(page, 'q'), 0);
      assert.match(await story(page), /below the lowest code, 0: it is clipped/);
    }));

  for (const [r, text, colour] of [[0.75, '+0.05', '--error-high'], [0.85, '−0.05', '--error-low'], [0.8, '0', '--edge']]) {
    it(`calls the error r̂ − r, with its sign and colour: ${text}`, () =>
      onLine(`line.r=${r}`, async (page) => {
        await assertShown(page, { min: -1, max: 2, bits: 4, r });
        const [back] = zp.dequantize(Uint8Array.of(9), zp.chooseQParams(-1, 2, { bits: 4 }));
        assert.equal(Math.sign(await shown(page, 'error')), Math.sign(back - Math.fround(r)));
        assert.equal(await page.locator('[data-testid=line-error] .nl-chip-value').innerText(), text);
        assert.equal(await page.locator('[data-testid=line-error] .nl-chip-symbol').innerText(), 'r̂ − r');
        assert.match(await page.getByTestId('line-error').getAttribute('aria-label'), new RegExp(`quantized minus original, ${text.replace('+', '\\+')}`));
        assert.equal(await page.locator('.nl-picture text[data-part=error]').textContent(), `error ${text}`);
        assert.match(await story(page), r === 0.8 ? /nothing is lost/ : new RegExp(`off by ${text.replace('+', '\\+')}\\.$`));
        const sources = await page.locator('[data-equation=error] annotation').allTextContents();
        assert.match(sources[0], /\\hat r-r/);
        assert.match(sources[1], new RegExp(`\\{${text.replace('+', '\\+').replace('−', '-')}\\}`));

        const [wanted, bar, chip] = await page.evaluate((name) => {
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = `var(${name})`;
          const bar = getComputedStyle(document.querySelector('.nl-error')).fill;
          return [getComputedStyle(probe).color, bar, getComputedStyle(document.querySelector('[data-testid=line-error]')).borderLeftColor];
        }, colour);
        assert.equal(bar, wanted);
        assert.equal(chip, wanted);
      }));
  }

  it('is too small where it clips from above', () =>
    onLine('line.min=0&line.max=6&line.r=inf', async (page) => {
      await value(page).fill('7');
      assert.equal(await shown(page, 'error'), -1);
      await value(page).fill('-1');
      assert.equal(await shown(page, 'error'), 1);
      assert.match(await story(page), /off by \+1\.$/);
    }));

  it('is moved by typing Z, as by dragging it', () =>
    onLine('', async (page) => {
      const zero = page.getByRole('textbox', { name: /zero point/ });
      assert.equal(await zero.inputValue(), '5');
      await zero.fill('12');
      assert.equal(await shown(page, 'Z'), 12);
      const S = await shown(page, 'S');
      assert.ok(Math.abs(S / zp.chooseQParams(-1, 2, { bits: 4 }).scale - 1) < 2e-7, 'S stays');
      const [min, max] = [Number(await rmin(page).inputValue()), Number(await rmax(page).inputValue())];
      assert.deepEqual([min, max], [-2.4, 0.6]);
      await assertShown(page, { min, max, bits: 4, r: 0.75 });

      for (const wrong of ['16', '-1', '2.5', 'inf']) {
        await zero.fill(wrong);
        assert.match(await page.locator('#nl-problem-zero').innerText(), /a whole number from 0 to 15/, wrong);
        assert.equal(await zero.getAttribute('aria-invalid'), 'true');
        assert.equal(await shown(page, 'Z'), 12);
      }
      await zero.fill('0');
      assert.equal(await page.locator('#nl-problem-zero').innerText(), '');
      await assertShown(page, { min: 0, max: 3, bits: 4, r: 0.75 });

      await zero.fill('99');
      await page.locator('.nl-bits').getByRole('radio', { name: '8', exact: true }).check();
      await page.locator('[data-testid=line-qmax][data-exact="255"]').waitFor();
      assert.equal(await zero.inputValue(), '0', 'another grid, another entry');
    }));

  it('shows a symmetric Z without letting it be typed, and why', () =>
    onLine('line.symmetric=1', async (page) => {
      const zero = page.getByRole('textbox', { name: /zero point/ });
      assert.equal(await zero.inputValue(), '8');
      assert.equal(await zero.isEditable(), false);
      assert.match(await page.locator(`#${await zero.getAttribute('aria-describedby')}`).innerText(), /fixed: symmetric/);
      await page.getByRole('radio', { name: 'signed', exact: true }).check();
      await page.locator('[data-testid=line-Z][data-exact="0"]').waitFor();
      assert.equal(await zero.inputValue(), '0');
    }));

  it('is moved by dragging', () =>
    onLine('line.bits=8', async (page) => {
      await drag(page, handle(page, /High end/), -60);
      const max = Number(await rmax(page).inputValue());
      assert.ok(max > 1 && max < 2, `rmax = ${max}`);
      await assertShown(page, { min: -1, max, bits: 8, r: 0.75 });

      await drag(page, handle(page, 'Value r'), -80);
      const r = Number(await value(page).inputValue());
      assert.ok(r > 0 && r < 0.75, `r = ${r}`);
      await assertShown(page, { min: -1, max, bits: 8, r });

      const [S, Z] = [await shown(page, 'S'), await shown(page, 'Z')];
      await drag(page, handle(page, 'Zero point Z'), 100);
      assert.ok((await shown(page, 'Z')) > Z);
      assert.ok(Math.abs((await shown(page, 'S')) / S - 1) < 2e-7, 'S stays');

      const box = await page.locator('.nl-picture').boundingBox();
      await page.mouse.click(box.x + box.width - 3, box.y + 150);
      assert.equal(await shown(page, 'q'), 255);
    }));

  it('is moved by the keyboard alone', () =>
    onLine('', async (page) => {
      await handle(page, 'Value r').focus();
      const seen = [];
      for (let i = 0; i < 3; i += 1) {
        await page.keyboard.press('ArrowRight');
        seen.push(await shown(page, 'steps'));
      }
      assert.deepEqual(seen, [4, 4.25, 4.5]);
      await page.keyboard.press('End');
      assert.equal(await shown(page, 'q'), 15);
      assert.match(await handle(page, 'Value r').getAttribute('aria-valuetext'), /^2, code 15/);

      await handle(page, 'Zero point Z').focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await shown(page, 'Z'), 6);
      assert.equal(await shown(page, 'S'), 0.2);
      assert.equal(Number(await rmin(page).inputValue()), -1.2);
      await page.keyboard.press('Home');
      assert.equal(await shown(page, 'Z'), 0);

      await handle(page, /High end/).focus();
      const before = Number(await rmax(page).inputValue());
      await page.keyboard.press('ArrowLeft');
      assert.ok(Number(await rmax(page).inputValue()) < before);
      await page.getByTestId('nl-live').filter({ hasText: 'steps of S' }).waitFor();
    }));

  it('keeps everything in the address', () =>
    onLine('', async (page) => {
      await rmin(page).fill('-2');
      await value(page).fill('1.1');
      await page.getByRole('radio', { name: 'signed', exact: true }).check();
      await page.getByRole('radio', { name: 'symmetric' }).check();
      await page.getByRole('checkbox', { name: /Narrow range/ }).check();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await page.waitForFunction(() => location.hash.includes('line.view'));
      const link = page.url();
      const picture = await page.locator('.nl-picture').innerHTML();
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByTestId('line-q').waitFor();
      await assertShown(page, { min: -2, max: 2, r: 1.1, bits: 4, signed: true, symmetric: true, narrowRange: true });
      assert.equal(await page.locator('.nl-picture').innerHTML(), picture);

      await page.getByRole('link', { name: 'An 8-bit pixel' }).click();
      await page.locator('[data-testid=line-qmax][data-exact="255"]').waitFor();
      await assertShown(page, { min: 0, max: 1, bits: 8, r: 0.5 });
      assert.equal(Math.fround(await shown(page, 'S')), Math.fround(1 / 255));
      await page.goBack();
      await page.locator('[data-testid=line-qmax][data-exact="7"]').waitFor();
    }));

  it('says what is wrong beside it and keeps the last good picture', () =>
    onLine('', async (page) => {
      const problem = (where) => page.locator(`#nl-problem-${where}`);
      await rmin(page).fill('5');
      assert.match(await problem('range').innerText(), /upside down: min 5 is above max 2/);
      assert.equal(await rmin(page).getAttribute('aria-invalid'), 'true');
      await assertShown(page, { min: -1, max: 2, bits: 4, r: 0.75 });
      await rmin(page).fill('-');
      await rmin(page).press('Tab');
      assert.match(await problem('range').innerText(), /must be finite/);
      await rmin(page).fill('-1');
      assert.equal(await problem('range').innerText(), '');

      await page.getByRole('radio', { name: 'symmetric' }).check();
      await page.locator('.nl-bits').getByRole('radio', { name: '1', exact: true }).check();
      assert.match(await problem('codes').innerText(), /at least 2 bits/);
      await assertShown(page, { min: -1, max: 2, bits: 4, symmetric: true, r: 0.75 });
      await page.getByRole('radio', { name: 'affine' }).check();
      await assertShown(page, { min: -1, max: 2, bits: 1, r: 0.75 });

      await value(page).fill('abc');
      await value(page).press('Tab');
      assert.match(await problem('r').innerText(), /NaN/);
      await value(page).fill('3');
      assert.equal(await shown(page, 'q'), 1);
    }));

  it('shows that a range without 0 is widened', () =>
    onLine('line.min=2&line.max=5', async (page) => {
      await assertShown(page, { min: 2, max: 5, bits: 4, r: 0.75 });
      assert.equal(await page.locator('.nl-widened').count(), 1);
    }));

  it('lights a symbol and its mark together', () =>
    onLine('', async (page) => {
      const background = () =>
        page.locator('[data-equation="1"] [data-part=q]').first().evaluate((element) => getComputedStyle(element).backgroundColor);
      const before = await background();
      await page.getByTestId('line-q').focus();
      assert.notEqual(await background(), before);
      await page.locator('[data-equation="4"] .nl-symbols .katex-html [data-part=Z]').hover();
      const mark = page.locator('.nl-zero-line');
      assert.notEqual(await mark.evaluate((element) => getComputedStyle(element).filter), 'none');
    }));

  it('thins out lines and numbers, and draws each code when zoomed in', () =>
    onLine('line.bits=16', async (page) => {
      assert.match(await page.locator('.nl-caption').innerText(), /1 line = \d+ codes/);
      for (let i = 0; i < 16; i += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
      assert.equal(await page.locator('.nl-caption').innerText(), '');
      await page.getByRole('button', { name: 'Whole range' }).click();
      assert.match(await page.locator('.nl-caption').innerText(), /1 line/);
    }));

  it('copies the exact value', () =>
    onLine('line.bits=8', async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByTestId('line-S').click();
      await page.getByTestId('line-S').filter({ hasText: 'Copied' }).waitFor();
      const { scale } = zp.chooseQParams(-1, 2, { bits: 8 });
      assert.equal(Math.fround(Number(await page.evaluate(() => navigator.clipboard.readText()))), scale);
    }));

  it('fits every width', () =>
    onLine('line.bits=16&line.r=3', async (page) => {
      for (const width of [320, 390, 699, 1100, 1440, 2560]) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${overflow} px too wide at ${width}`);
      }
    }));

  for (const [width, colorScheme] of [[390, 'dark'], [1440, 'light']]) {
    it(`passes the accessibility audit, ${width} px, ${colorScheme}`, () =>
      onLine('line.r=3', async (page) => {
        const { violations } = await new AxeBuilder({ page }).include('main').analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      }, { viewport: { width, height: 900 }, colorScheme }));
  }

  it('says so when the arithmetic does not load, and tries again', async () => {
    const { context, page } = await watchedPage(lab.browser, lab.server.address, { serviceWorkers: 'block' });
    try {
      await context.route('**/*.wasm', (route) => route.abort());
      await page.goto(addressOf());
      await page.getByRole('alert').filter({ hasText: 'did not load' }).waitFor();
      await context.unroute('**/*.wasm');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByTestId('line-q').waitFor();
    } finally {
      await context.close();
    }
  });
});
