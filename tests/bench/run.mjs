// npm run bench [-- image] [--rounds 40] [--json file]: speed in Node and in Chromium, and download sizes.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadZeropoint } from 'zeropoint';
import { sizes, sizeTable } from '../../tools/test/sizes.mjs';
import { launch, serve, watchedPage } from '../browser/support.mjs';
import { imageBench } from './image.mjs';

const suites = ['image'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '40' }, json: { type: 'string' } },
});
const unknown = positionals.filter((name) => !suites.includes(name));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Usage: npm run bench -- [${suites.join('|')}] [--rounds N] [--json FILE]`);
  process.exit(1);
}

async function inNode() {
  const simd128 = await loadZeropoint();
  return { version: `Node ${process.versions.node}`, image: imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds) };
}

async function inChromium() {
  const { address, close } = await serve(fileURLToPath(new URL('../..', import.meta.url)));
  const browser = await launch();
  try {
    const { page } = await watchedPage(browser, address);
    await page.goto(`${address}tests/bench/page.html`);
    await page.waitForFunction(() => window.bench);
    return { version: `Chromium ${browser.version()}`, ...(await page.evaluate((n) => window.bench(n), rounds)) };
  } finally {
    await browser.close();
    await close();
  }
}

const milliseconds = (time) => time.toFixed(2).padStart(9);
const megapixels = (time) => (1000 / time).toFixed(0).padStart(11);

function table({ version, image }) {
  const lines = [`${version}, one thread, 1 megapixel RGBA (or a million values), ${rounds} rounds, interleaved`];
  for (const { what, rows } of image) {
    lines.push('', `${what.padEnd(44)}median ms   min ms   Mpixel/s   times faster`);
    const slowest = Object.values(rows)[0].median;
    for (const [name, { median, min }] of Object.entries(rows)) {
      const factor = (slowest / median).toFixed(2).padStart(15);
      lines.push(`  ${name.padEnd(42)}${milliseconds(median)}${milliseconds(min)}${megapixels(median)}${factor}`);
    }
  }
  return lines.join('\n');
}

const environments = [await inNode(), await inChromium()];
const rows = sizes();
for (const environment of environments) console.log(`${table(environment)}\n`);
console.log(sizeTable(rows));
if (values.json) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const machine = { processor: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, JSON.stringify({ version, date: new Date().toISOString(), machine, rounds, environments, sizes: rows }, null, 2));
}
