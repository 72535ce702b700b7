// The network section's Take away panel: the files are those of the Node API, and the lines beside them do the same.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, it } from 'node:test';

import { loadZeropoint } from 'zeropoint';

import { demo, inNetwork, settledNetwork } from './network-support.mjs';
import { exact, launch, serve } from './support.mjs';

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
