// npm run bench [-- image models] [--all] [--rounds 40] [--json file]: speed in Node and in Chromium, and download
// sizes. --all times every network that the tests run, and not only those of the usual set and of models/.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../tools/setup/networks.mjs';
import { sizes, sizeTable } from '../../tools/test/sizes.mjs';
import { launch, serve, watchedPage } from '../browser/support.mjs';
import { exported, usual } from '../data/networks/catalogue.mjs';
import { imageBench } from './image.mjs';
import { modelBench } from './models.mjs';
import { imageTable, modelsTable } from './tables.mjs';

const tables = { image: imageTable, models: modelsTable };
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '40' }, json: { type: 'string' }, all: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !tables[name]);
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Usage: npm run bench -- [${Object.keys(tables).join('] [')}] [--all] [--rounds N] [--json FILE]`);
  process.exit(1);
}
const suites = positionals.length > 0 ? positionals : Object.keys(tables);

// { name, file } of the networks to time: the exported ones, and the demo networks of models/.
async function chosenNetworks() {
  const folder = await networks();
  const names = values.all ? Object.keys(exported) : usual;
  const own = join(root, 'models');
  const demos = existsSync(own) ? readdirSync(own, { recursive: true }).filter((file) => file.endsWith('.onnx')) : [];
  return [
    ...names.map((name) => ({ name, file: join(folder, `${name}.onnx`) })),
    ...demos.map((file) => ({ name: basename(file, '.onnx'), file: join(own, file) })),
  ];
}

// Each suite where `at` runs it; a network at a time, so that progress shows and memory is free again.
async function run(version, at, chosen) {
  const result = { version };
  if (suites.includes('image')) result.image = await at.image();
  if (suites.includes('models')) {
    result.models = [];
    for (const network of chosen) result.models.push(await at.model(network));
  }
  for (const suite of suites) console.log(`${tables[suite](result, rounds)}\n`);
  return result;
}

async function inNode(chosen) {
  const simd128 = await loadZeropoint();
  const at = {
    image: () => imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds),
    model: ({ name, file }) => modelBench(simd128, name, readFileSync(file), rounds),
  };
  return run(`Node ${process.versions.node}`, at, chosen);
}

async function inChromium(chosen) {
  const { address, close } = await serve(root);
  const browser = await launch();
  try {
    const { page } = await watchedPage(browser, address);
    for (const { name, file } of chosen) await page.route(`**/bench/${name}.onnx`, (route) => route.fulfill({ path: file }));
    await page.goto(`${address}tests/bench/page.html`);
    await page.waitForFunction(() => window.bench);
    const at = {
      image: () => page.evaluate((n) => window.bench.image(n), rounds),
      model: ({ name }) => page.evaluate(([what, n]) => window.bench.model(what, `${what}.onnx`, n), [name, rounds]),
    };
    return await run(`Chromium ${browser.version()}`, at, chosen);
  } finally {
    await browser.close();
    await close();
  }
}

const chosen = suites.includes('models') ? await chosenNetworks() : [];
const environments = [await inNode(chosen), await inChromium(chosen)];
const rows = sizes();
console.log(sizeTable(rows));
if (values.json) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const machine = { processor: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, JSON.stringify({ version, date: new Date().toISOString(), machine, rounds, environments, sizes: rows }, null, 2));
}
