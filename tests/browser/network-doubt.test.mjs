// The network section's Doubt and See panels against the Node API: errors of layers, rankings, and the walk through (10).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { networkLab, settledNetwork } from './network-support.mjs';
import { exact } from './support.mjs';

const lab = await networkLab({ demos: ['fashion-mobile'] });
const { zp, settled: onPage } = lab;
const fashion = lab.networks['fashion-mobile'];
const recipe = { weights: { bits: 4 } };
const quantized = fashion.model.quantize(fashion.calibration, recipe);

const image = (i) => ({ data: fashion.test.data.subarray(784 * i, 784 * (i + 1)), shape: [1, 1, 28, 28] });

const cells = (page, column) =>
  page.getByTestId('layer-table').locator(`tbody [data-column="${column}"]`).evaluateAll((all) => all.map((cell) => Number(cell.dataset.exact)));

describe('doubt', () => {
  it('SQNR, cosine and largest error of every layer, for the image that is looked at', () =>
    onPage('net.v=doubt&net.i=3', async (page) => {
      const values = fashion.model.layers.map(({ writes }) => writes[0]);
      const [float, integer] = [fashion.model, quantized].map((network) => network.run({ input: image(3) }, { values }));
      const expected = values.map((value) => {
        const { data, qparams } = integer[value];
        return zp.compare(float[value].data, qparams ? zp.dequantize(data, qparams) : data);
      });
      await page.locator('[data-testid=layer-table][data-settled]').waitFor();
      assert.deepEqual(await cells(page, 'sqnr'), expected.map(({ sqnr }) => sqnr));
      assert.deepEqual(await cells(page, 'cosine'), expected.map(({ cosine }) => cosine));
      assert.deepEqual(await cells(page, 'error'), expected.map(({ maxAbsError }) => maxAbsError));
      // The table sorts, and the colour on the picture is that of the number.
      await page.getByTestId('layer-table').getByRole('button', { name: 'SQNR' }).click();
      const sorted = await cells(page, 'sqnr');
      assert.deepEqual(sorted, sorted.toSorted((a, b) => a - b));
      const worst = expected.reduce((found, { sqnr }, i) => (sqnr < expected[found].sqnr ? i : found), 0);
      const limits = [40, 30, 20, 15, 10, 5];
      const level = limits.filter((limit) => expected[worst].sqnr < limit).length;
      assert.equal(await page.getByTestId(`level-${fashion.model.layers[worst].name}`).getAttribute('data-level'), String(level));
    }));

  it('a layer pointed at in the table is marked on the picture, and the other way round', () =>
    onPage('net.v=doubt', async (page) => {
      const { name } = fashion.model.layers[4];
      await page.getByTestId('layer-table').getByTitle(name, { exact: true }).focus();
      await page.locator(`[data-testid="layer-${name}"][data-lit]`).waitFor();
      await page.getByTestId(`layer-${name}`).hover();
      await page.locator('[data-testid=layer-table] tr[data-lit]').filter({ has: page.getByTitle(name, { exact: true }) }).waitFor();
    }));

  it('histograms with the grid of the codes on them', () =>
    onPage(`net.v=doubt&net.l=${encodeURIComponent(fashion.model.layers[0].name)}`, async (page) => {
      await page.locator('[data-testid=layer-numbers][data-settled]').waitFor();
      const { output, weights } = quantized.layers[0];
      const three = (value) => String(Number(value.toPrecision(3)));
      await page.getByTestId('result-histogram').filter({ hasText: `S = ${three(output.scale)}, Z = ${output.zeroPoint}` }).waitFor();
      await page.getByTestId('weight-histogram').filter({ hasText: `S = ${three(weights.qparams[0].scale)}, Z = 0, 15 codes` }).waitFor();
      const comb = await page.getByTestId('weight-histogram').locator('.comb').getAttribute('d');
      assert.equal(comb.split('M').length - 1, 15, 'a line for each code');
    }));

  it('the two rankings', () =>
    onPage('net.v=doubt', async (page) => {
      await page.getByRole('button', { name: 'Rank the layers' }).click();
      const table = page.getByTestId('sensitivity');
      await table.waitFor({ timeout: 120_000 });
      const rows = await table.locator('tbody tr').evaluateAll((all) => all.map((row) => [row.querySelector('th button').title, ...[...row.querySelectorAll('td')].map((cell) => Number(cell.dataset.exact))]));
      const input = { data: fashion.test.data.subarray(0, 64 * 784), shape: [64, 1, 28, 28] };
      const { only, allBut } = await fashion.model.sensitivity(fashion.calibration, recipe, [{ input }]);
      assert.deepEqual(rows, only.map(({ layer, sqnrDb, agreement }) => [layer, sqnrDb, agreement]));
      await page.getByRole('radio', { name: 'All but this one' }).check();
      assert.deepEqual(await table.locator('tbody th button').evaluateAll((all) => all.map((button) => button.title)), allBut.map(({ layer }) => layer));
    }));

  it('all that was tried, the best ones joined', () =>
    onPage('net.v=doubt&net.w=8', async (page) => {
      const plot = page.getByTestId('tradeoff');
      for (const bits of ['5', '3']) {
        await page.getByLabel('Weights, typed').fill(bits);
        await settledNetwork(page);
      }
      assert.equal(await plot.locator('.tried').count(), 3);
      await plot.getByRole('link', { name: /^W8A8/ }).click();
      await settledNetwork(page);
      assert.equal(await page.getByTestId('weight-bits').inputValue(), '8');
    }));
});

describe('see', () => {
  it('the walk derives the byte of the runtime, step by step with the keyboard', () =>
    onPage(`net.v=see&net.i=3&net.l=${encodeURIComponent(fashion.model.layers[2].name)}&net.c=5&net.y=4&net.x=6`, async (page) => {
      await page.locator('[data-testid=see][data-settled]').waitFor();
      const value = fashion.model.layers[2].writes[0];
      const { data, qparams } = quantized.run({ input: image(3) }, { values: [value] })[value];
      const at = (row, column) => data[(5 * 14 + row) * 14 + column];
      assert.equal(await exact(page, 'walk-runtime'), at(4, 6));
      assert.equal(await exact(page, 'walk-code'), at(4, 6));
      const walk = page.getByTestId('walk');
      await walk.focus();
      await page.keyboard.press('End');
      assert.equal(await page.getByTestId('walk-code').getAttribute('aria-selected'), 'true');
      await page.getByText('the same byte for byte').waitFor();
      // From pixel to pixel with the arrow keys.
      await page.getByTestId('map-quantized').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.getByText('row 5, column 7').waitFor();
      assert.equal(await exact(page, 'walk-code'), at(5, 7));
      assert.match(await page.getByTestId('map-quantized').getAttribute('aria-label'), new RegExp(`code ${at(5, 7)}`));
      assert.equal(qparams.qmin, 0);
    }));

  it('also of the first layer, whose input no layer writes, and of the last, whose result is a real number', () =>
    onPage('net.v=see', async (page) => {
      for (const index of [0, fashion.model.layers.length - 1]) {
        const { name, writes } = fashion.model.layers[index];
        await page.getByTestId(`layer-${name}`).click();
        await page.locator('[data-testid=see][data-settled]').waitFor();
        const { data } = quantized.run({ input: image(0) }, { values: [writes[0]] })[writes[0]];
        assert.equal(await exact(page, 'walk-runtime'), data[0], name);
        await page.getByText('the same byte for byte').waitFor();
      }
    }));
});
