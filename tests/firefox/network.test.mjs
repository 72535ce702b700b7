// The network section in Firefox: the numbers of each of its five parts are those of the package in Node.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';

import { loadZeropoint } from 'zeropoint';

import { demo } from '../browser/network-support.mjs';
import { serve } from '../browser/support.mjs';
import { openFirefox } from './firefox.mjs';

const [left, right] = ['\uE012', '\uE014']; // the arrow keys, in WebDriver
const image = 7;
const layer = 2;
const at = { channel: 5, row: 4, column: 6 };

const [server, firefox, zp] = await Promise.all([serve(), openFirefox(), loadZeropoint()]);
after(async () => {
  await firefox?.close();
  await server.close();
});
if (!firefox) throw new Error('There is no Firefox. Install it, or set FIREFOX_PATH to its program.');
const fashion = await demo(zp, 'fashion-mobile');
const recipe = { weights: { bits: 4 } };
const quantized = fashion.model.quantize(fashion.calibration, recipe);
const input = { data: fashion.test.data.subarray(784 * image, 784 * (image + 1)), shape: [1, 1, 28, 28] };

const settled = '[data-testid=verdict][data-settled]';
const { name, writes: [value] } = fashion.model.layers[layer];
await firefox.visit(`${server.address}#network?net.i=${image}&net.l=${encodeURIComponent(name)}&net.c=${at.channel}&net.y=${at.row}&net.x=${at.column}`);
await firefox.waitFor(settled, 60_000);

const exact = (testId) => firefox.run((id) => document.querySelector(`[data-testid="${id}"]`).dataset.exact, testId).then(Number);
const panel = (id) => firefox.run((value) => document.querySelector(`input[type=radio][value="${value}"]`).click(), id);

async function assertNumbers(wanted) {
  for (const [id, number] of Object.entries(fashion.numbers(wanted))) assert.equal(await exact(id), number, `${id} of ${JSON.stringify(wanted)}`);
}

afterEach(() => assert.deepEqual(firefox.errors(), []));

test('run: the scores of an image, in float and in integers; the time with every back end', async () => {
  const scores = (is) => firefox.run((which) => [...document.querySelectorAll(`[data-testid^="score-${which}-"]`)].map((cell) => Number(cell.dataset.score)), is);
  assert.deepEqual(await scores('float'), [...fashion.model.run({ input }).logits.data]);
  assert.deepEqual(await scores('quantized'), [...quantized.run({ input }).logits.data]);
  await firefox.click('.latency button');
  await firefox.waitFor('[data-testid=latency]', 60_000);
  const rows = await firefox.run(() => [...document.querySelectorAll('[data-testid=latency] tbody th')].map((head) => head.textContent));
  assert.ok(rows.includes('scalar') && rows.includes('simd128'), rows.join());
});

test('choose: a change shows the accuracy, the agreement and the size of the new recipe', async () => {
  await assertNumbers(recipe);
  await firefox.type('[data-testid=weight-bits]', right);
  await firefox.waitFor(settled);
  await assertNumbers({ weights: { bits: 5 } });
  await firefox.type('[data-testid=weight-bits]', left);
  await firefox.waitFor(settled);
  await assertNumbers(recipe);
});

test('doubt: the error of every layer, and the grids on the histograms', async () => {
  await panel('doubt');
  await firefox.waitFor('[data-testid=layer-table][data-settled]');
  const shown = await firefox.run(() => [...document.querySelectorAll('[data-testid=layer-table] [data-column=sqnr]')].map((cell) => Number(cell.dataset.exact)));
  assert.deepEqual(shown, quantized.trace({ input }).map(({ sqnrDb }) => sqnrDb));
  await firefox.waitFor('[data-testid=layer-numbers][data-settled] [data-testid=weight-histogram] svg');
});

test('see: a byte of a feature map, and the walk that derives it', async () => {
  await panel('see');
  await firefox.waitFor('[data-testid=see][data-settled] [data-testid=walk-runtime]');
  const { data, shape: [, , height, width] } = quantized.run({ input }, { values: [value] })[value];
  const byte = data[(at.channel * height + at.row) * width + at.column];
  assert.equal(await exact('walk-runtime'), byte);
  assert.equal(await exact('walk-code'), byte);
});

test('take away: the file, byte for byte', async () => {
  await panel('take-away');
  await firefox.waitFor('[data-testid=save-onnx]');
  const { name: file, bytes } = await firefox.saved(() => firefox.click('[data-testid=save-onnx]'));
  assert.equal(file, 'fashion-mobile-int8.onnx');
  assert.ok(bytes.equals(quantized.toOnnx()));
});
