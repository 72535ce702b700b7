// axe finds no violation: every section, both themes, and the states that people meet.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { settledNetwork } from './network-support.mjs';
import { launch, openFile, photo, rested, serve, settled, watchedPage } from './support.mjs';

const networkStates = {
  'test images': '',
  'a drawing pad': '?net=digits',
  'a lesson': '?net.w=8&net.g=tensor&net.lesson=depthwise',
  'all controls': '?net=digits&net.g=block&net.wm=percentile&net.am=percentile&net.o=%252F0%252F0.0%252FConv%3Aw%3D8',
  layers: '?net.v=doubt',
  'feature maps and the walk': '?net.v=see&net.c=3',
  files: '?net.v=take-away',
};

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Without frames, which the page has none of, axe needs no second page to gather what it found. */
async function audit(page, rules) {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} (${any.map(({ message }) => message)})`).join('; ')}`);
  assert.deepEqual(found, []);
}

async function onPage(hash, options, run) {
  const { context, page } = await watchedPage(browser, server.address, { reducedMotion: 'reduce', ...options });
  try {
    await page.goto(server.address + hash);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await run(page);
  } finally {
    await context.close();
  }
}

const phone = { width: 390, height: 844 };

/** In both themes; the light one was there first. Of the same elements only the colours are others then. */
async function auditThemes(page) {
  await audit(page);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await rested(page);
  await audit(page, ['color-contrast', 'link-in-text-block']);
}

describe('no violation, in either theme', () => {
  it('photograph', () =>
    onPage('', {}, async (page) => {
      await settled(page);
      await auditThemes(page);
    }));

  it('photograph with all controls open, on a phone', () =>
    onPage('#photograph?r=hand&hi=0.5&g=tile&rnd=stochastic&m=error&b=8', { viewport: phone }, async (page) => {
      await settled(page);
      await auditThemes(page);
    }));

  for (const colorScheme of ['light', 'dark']) {
    it(`photograph with an explanation, a dialog, a failure, ${colorScheme}`, () =>
      onPage('#photograph?p=chelsea', { colorScheme }, async (page) => {
        await settled(page);
        await page.getByRole('button', { name: 'What is: Rounding' }).click();
        await page.getByRole('note', { name: 'Rounding' }).waitFor();
        await audit(page);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Reproduce' }).click();
        await audit(page);
        await page.keyboard.press('Escape');
        await page.getByTestId('file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
        await page.getByTestId('failure').waitFor();
        await audit(page);
        await openFile(page, photo('chelsea.png'));
      }));
  }

  for (const [name, query] of Object.entries(networkStates)) {
    it(`network: ${name}, wide and on a phone`, () =>
      onPage(`#network${query}`, {}, async (page) => {
        await settledNetwork(page);
        await page.locator('.error-level').first().waitFor();
        await auditThemes(page);
        await page.setViewportSize(phone);
        await page.locator('.net-graph[data-sideways]').waitFor();
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await rested(page);
        await auditThemes(page);
      }));
  }

  it('number line', () =>
    onPage('#number-line', {}, async (page) => {
      await page.locator('.katex').first().waitFor();
      await auditThemes(page);
    }));

  it('notes', () =>
    onPage('#notes', {}, async (page) => {
      await page.locator('main h2').first().waitFor();
      await auditThemes(page);
    }));
});

it('everything is reached with the Tab key alone, and seen there', () =>
  onPage('', {}, async (page) => {
    await settled(page);
    const reached = new Set();
    for (let i = 0; i < 70; ++i) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        if (box.width === 0 && element !== document.body) return `hidden: ${element.outerHTML}`;
        return element.dataset.testid ?? element.getAttribute('aria-label') ?? (element.value || element.textContent);
      });
      reached.add(name);
    }
    for (const name of ['viewer', 'divider', 'bits', 'handle-min', 'handle-max', 'minmax', 'image', 'affine', 'unsigned', 'nearest-even', 'coffee', 'split']) {
      assert.ok(reached.has(name), `${name} is not reached: ${[...reached].join(', ')}`);
    }
    assert.deepEqual([...reached].filter((name) => name?.startsWith('hidden')), []);
  }));
