// The built page in Chromium: how soon there is something to see, how soon a change of the recipe shows, and the longest
// task of the main thread meanwhile. In milliseconds.
import { serve, watchedPage } from '../browser/support.mjs';

const settled = '[data-testid=verdict][data-settled]';

const rounds = 5;

/** Of all tasks of the page's own thread while `use` runs, the longest: by the clock, and by its processor time, which other programs leave alone. */
async function longestTask(browser, page, use) {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'blink.user_timing'] });
  await use();
  await page.evaluate(() => performance.mark('here'));
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const { pid, tid } = traceEvents.find(({ name, cat }) => name === 'here' && cat.includes('user_timing'));
  const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask');
  const most = (key) => Math.max(0, ...tasks.map((task) => (task[key] ?? 0) / 1000));
  return { ms: most('dur'), own: most('tdur') };
}

/** Of the processes that show pages: their numbers, and the processor time of all their threads together. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, 1000 * cpuTime]));
}

async function onFreshPage(browser, address, hash, use) {
  const { context, page } = await watchedPage(browser, address);
  try {
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

const sorted = (times) => times.toSorted((a, b) => a - b);

/** [{ what, ms, most }]; of views the fastest of some rounds, and the middle one. */
export async function pageBench(browser) {
  const { address, close } = await serve();
  try {
    const rows = [];
    for (const [what, [hash, selector]] of Object.entries(views)) {
      const times = [];
      const used = [];
      for (let i = 0; i < rounds; ++i) {
        const others = await renderers(browser);
        await onFreshPage(browser, address, hash, async (page, elapsed) => {
          await page.waitForSelector(selector);
          times.push(elapsed());
          used.push(Math.max(...[...(await renderers(browser))].filter(([id]) => !others.has(id)).map(([, time]) => time)));
        });
      }
      const [fastest, , middle] = sorted(times);
      rows.push({ what: `first view: ${what}`, ms: fastest, middle, own: Math.min(...used), most: 1000 });
    }
    for (const name of ['fashion-mobile', 'digits', 'cifar-resnet8']) {
      await onFreshPage(browser, address, '#notes', async (page) => {
        const loading = await longestTask(browser, page, async () => {
          await page.goto(`${address}#network?net=${name}`);
          await page.reload(); // a change of the hash alone loads nothing
          await page.waitForSelector(settled);
        });
        rows.push({ what: `${name}: longest task while loading and calibrating`, ...loading, most: 50 });
        await page.getByTestId('weight-bits').focus();
        const times = [];
        const changing = await longestTask(browser, page, async () => {
          for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight', 'ArrowRight']) times.push(await changeOf(page, key));
        });
        rows.push({ what: `${name}: a change of the recipe shows after`, ms: sorted(times)[0], middle: sorted(times)[2], most: 1000 });
        rows.push({ what: `${name}: longest task meanwhile`, ...changing, most: 50 });
      });
    }
    return rows;
  } finally {
    await close();
  }
}

export function pageTable({ version, page }) {
  const width = Math.max(...page.map(({ what }) => what.length));
  const whole = (ms) => (ms === undefined ? '' : ms.toFixed(0)).padStart(8);
  const lines = page.map(({ what, ms, middle, own, most }) => `${what.padEnd(width)}${whole(ms)}${whole(middle)}${whole(own)}   at most ${most}${ms > most ? ', missed' : ''}`);
  return [`The page in ${version}, ms`, `${' '.repeat(width)}${['ms', 'median', 'own'].map((head) => head.padStart(8)).join('')}   own: processor time of a task, or of all threads of the page, which other programs leave alone`, ...lines].join('\n');
}
