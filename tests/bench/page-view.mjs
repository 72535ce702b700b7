// The built page in Chromium: how soon there is something to see, how soon a change of the recipe shows, and the longest
// task of the main thread meanwhile. In milliseconds.
import { serve, watchedPage } from '../browser/support.mjs';

const settled = '[data-testid=verdict][data-settled]';

/** Keeps the longest task; Chromium tells of those from 50 ms on. */
const watchTasks = () => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
};

const longest = (page) => page.evaluate(() => window.longest);

async function onFreshPage(browser, address, hash, use) {
  const { context, page } = await watchedPage(browser, address);
  try {
    await page.addInitScript(watchTasks);
    const start = performance.now();
    await page.goto(address + hash, { waitUntil: 'commit' });
    return await use(page, () => performance.now() - start);
  } finally {
    await context.close();
  }
}

/** What is waited for, and until when. */
const views = {
  photograph: ['', '[data-testid=metrics][data-settled]'],
  'network, float': ['#network', '[data-testid=predictions] tbody tr'],
  'network, quantized': ['#network', settled],
};

async function changeOf(page, key) {
  const start = performance.now();
  await page.keyboard.press(key);
  await page.waitForFunction((selector) => !document.querySelector(selector), settled, { polling: 'raf' }).catch(() => {});
  await page.waitForSelector(settled);
  return performance.now() - start;
}

/** [{ what, ms, most }] */
export async function pageBench(browser) {
  const { address, close } = await serve();
  try {
    const rows = [];
    for (const [what, [hash, selector]] of Object.entries(views)) {
      await onFreshPage(browser, address, hash, async (page, elapsed) => {
        await page.waitForSelector(selector);
        rows.push({ what: `first view: ${what}`, ms: elapsed(), most: 1000 });
      });
    }
    for (const name of ['fashion-mobile', 'digits', 'cifar-resnet8']) {
      await onFreshPage(browser, address, `#network?net=${name}`, async (page) => {
        await page.waitForSelector(settled);
        rows.push({ what: `${name}: longest task while loading and calibrating`, ms: await longest(page), most: 50 });
        await page.evaluate(() => (window.longest = 0));
        await page.getByTestId('weight-bits').focus();
        const times = [];
        for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight', 'ArrowRight']) times.push(await changeOf(page, key));
        rows.push({ what: `${name}: a change of the recipe shows after`, ms: times.sort((a, b) => a - b)[2], most: 1000 });
        rows.push({ what: `${name}: longest task meanwhile`, ms: await longest(page), most: 50 });
      });
    }
    return rows;
  } finally {
    await close();
  }
}

export function pageTable({ version, page }) {
  const width = Math.max(...page.map(({ what }) => what.length));
  const lines = page.map(({ what, ms, most }) => `${what.padEnd(width)}${(ms > 0 ? ms.toFixed(0) : '< 50').padStart(8)}   at most ${most}${ms > most ? ', missed' : ''}`);
  return [`The page in ${version}, ms`, ...lines].join('\n');
}
