// The network section's Take away panel: the files are those of the Node API, and the lines beside them do the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadZeropoint } from 'zeropoint';

import { demo, inNetwork, settledNetwork } from './network-support.mjs';
import { exact, launch, serve } from './support.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

let server, browser, zp, fashion;

before(async () => {
  [server, browser, zp] = await Promise.all([serve(), launch(), loadZeropoint()]);
  fashion = await demo(zp, 'fashion-mobile');
});

after(async () => {
  fashion?.dispose();
  await browser?.close();
  await server?.close();
});

const onPage = (query, use) =>
  inNetwork(browser, server.address, `net.v=take-away&${query}`, async (page) => {
    await settledNetwork(page);
    await use(page);
  });

async function saved(page, testId) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testId).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const recipe = { weights: { bits: 5, granularity: { kind: 'tensor' } }, activations: { bits: 6 } };
const query = 'net.w=5&net.g=tensor&net.a=6';

it('the network, byte for byte', () =>
  onPage(query, async (page) => {
    const quantized = fashion.model.quantize(fashion.calibration, recipe);
    const { name, bytes } = await saved(page, 'save-onnx');
    assert.equal(name, 'fashion-mobile-int8.onnx');
    assert.ok(bytes.equals(quantized.toOnnx()));
    quantized.dispose();
  }));

it('the recipe, as JSON and in the lines of JavaScript', () =>
  onPage(query, async (page) => {
    const { name, bytes } = await saved(page, 'save-recipe');
    assert.equal(name, 'recipe.json');
    assert.deepEqual(JSON.parse(bytes), recipe);
    const code = await page.getByTestId('net-snippet').textContent();
    assert.deepEqual(Function(`return ${/const recipe = (.*);/.exec(code)[1]}`)(), recipe);
    assert.match(await page.getByTestId('command').textContent(), /^npx zeropoint quantize fashion-mobile\.onnx .*--recipe recipe\.json/);
  }));

it('the command and the lines of JavaScript make the same file', () =>
  onPage(query, async (page) => {
    const { bytes } = await saved(page, 'save-onnx');
    // Below the checkout, where the package knows its own name.
    const folder = mkdtempSync(join(root, 'build/take-away-'));
    try {
      copyFileSync(join(root, 'models/fashion-mobile/fashion-mobile.onnx'), join(folder, 'fashion-mobile.onnx'));
      symlinkSync(join(root, 'models'), join(folder, 'models'));
      writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe));
      const made = join(folder, 'fashion-mobile-int8.onnx');
      const run = (...args) => execFileSync(process.execPath, args, { cwd: folder });

      const [, , ...args] = (await page.getByTestId('command').textContent()).split(' ');
      run(join(root, 'dist/cli.js'), ...args);
      assert.ok(bytes.equals(readFileSync(made)), 'the command');
      rmSync(made);

      writeFileSync(join(folder, 'lines.mjs'), await page.getByTestId('net-snippet').textContent());
      run('lines.mjs');
      assert.ok(bytes.equals(readFileSync(made)), 'the lines');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }));

it('the table of the layers, with all digits', () =>
  onPage(query, async (page) => {
    await page.locator('.error-level').first().waitFor();
    const [head, ...lines] = (await saved(page, 'save-csv')).bytes.toString().trim().split('\n').map((line) => line.split(','));
    const quantized = fashion.model.quantize(fashion.calibration, recipe);
    const traced = quantized.trace({ input: { data: fashion.test.data.subarray(0, 784), shape: [1, 1, 28, 28] } });
    quantized.dispose();
    const column = (id) => lines.map((line) => line[head.indexOf(id)]);
    assert.deepEqual(column('name'), traced.map(({ name }) => `"${name}"`));
    assert.deepEqual(column('sqnr').map(Number), traced.map(({ sqnrDb }) => sqnrDb));
  }));

it('the report: one file that asks for nothing, with the pictures and the numbers', () =>
  onPage(query, async (page) => {
    const { bytes } = await saved(page, 'save-report');
    const report = await page.context().newPage();
    const asked = [];
    report.on('request', (request) => asked.push(request.url()));
    await report.setContent(bytes.toString());
    assert.deepEqual(asked, []);
    assert.equal(await report.locator('body > svg').count(), 2);
    assert.equal(await report.locator('table').last().locator('tbody tr').count(), fashion.model.layers.length);
    const right = Math.round((await exact(page, 'accuracy-quantized')) * 5);
    assert.ok((await report.textContent('body')).includes(`(${right} of 500)`));
    assert.deepEqual(JSON.parse(await report.locator('pre').first().textContent()), recipe);
    await report.close();
  }));
