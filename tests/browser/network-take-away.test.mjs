// The network section's Take away panel: the files are those of the Node API, and the lines beside them do the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { PNG } from 'pngjs';

import { networkLab } from './network-support.mjs';
import { exact } from './support.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const lab = await networkLab({ demos: ['fashion-mobile'] });
const onPage = (query, use) => lab.settled(`net.v=take-away&${query}`, use);
const fashion = lab.networks['fashion-mobile'];

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

for (const [what, settings, chosen] of [
  ['', query, recipe],
  [', of a moving average as well', 'net.w=8&net.a=5&net.am=moving-average', { activations: { bits: 5, method: 'moving-average' } }],
]) it(`the command and the lines of JavaScript make the same file${what}`, () =>
  onPage(settings, async (page) => {
    const { bytes } = await saved(page, 'save-onnx');
    // Below the checkout, where the package knows its own name.
    const folder = mkdtempSync(join(root, 'build/take-away-'));
    try {
      copyFileSync(join(root, 'models/fashion-mobile/fashion-mobile.onnx'), join(folder, 'fashion-mobile.onnx'));
      symlinkSync(join(root, 'models'), join(folder, 'models'));
      writeFileSync(join(folder, 'recipe.json'), JSON.stringify(chosen));
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

/** What the report has to show of the first layer: its channels in rows of four, a pixel apart; greys from the lowest to the highest. */
function greysOf(network, others, input) {
  const [value] = fashion.model.layers[0].writes;
  const real = (of) => {
    const { data, qparams } = of.run({ input }, { values: [value] })[value];
    return qparams ? lab.zp.dequantize(data, qparams) : data;
  };
  const [data, other] = [real(network), real(others)];
  const all = [...data, ...other];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const factor = 255 / (high - low);
  return (x, y) => {
    const [column, row] = [Math.floor(x / 29), Math.floor(y / 29)];
    if (x % 29 === 28 || y % 29 === 28) return undefined;
    return Uint8ClampedArray.of((data[((4 * row + column) * 28 + (y % 29)) * 28 + (x % 29)] - low) * factor)[0];
  };
}

it('the report: one file that asks for nothing, with the pictures and the numbers', () =>
  onPage(`${query}&net.i=3`, async (page) => {
    await page.locator('.error-level').first().waitFor();
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

    assert.deepEqual(await report.locator('h3').first().textContent(), fashion.model.layers[0].name);
    const titles = await report.locator('.maps').first().locator('figcaption').allTextContents();
    assert.deepEqual(titles.map((title) => title.split(' ')[0]), ['float', 'quantized', 'error']);
    const sheets = await report.locator('.maps').first().locator('img').evaluateAll((all) => all.map(({ src }) => src.split(',')[1]));
    const quantized = fashion.model.quantize(fashion.calibration, recipe);
    const input = { data: fashion.test.data.subarray(3 * 784, 4 * 784), shape: [1, 1, 28, 28] };
    for (const [i, network] of [fashion.model, quantized].entries()) {
      const { width, height, data } = PNG.sync.read(Buffer.from(sheets[i], 'base64'));
      assert.deepEqual([width, height], [4 * 29 - 1, 4 * 29 - 1]);
      const grey = greysOf(network, i ? fashion.model : quantized, input);
      for (let p = 0; p < width * height; ++p) {
        const wanted = grey(p % width, Math.floor(p / width));
        if (wanted !== undefined) assert.equal(data[4 * p], wanted, `${titles[i]}, ${p % width}, ${Math.floor(p / width)}`);
      }
    }
    quantized.dispose();
    await report.close();
  }));
