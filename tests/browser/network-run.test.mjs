// The network section's Run panel: what is on screen against the Node API on the same images.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { zipSync } from 'fflate';
import { PNG } from 'pngjs';

import { batchOf, modelFile, networkLab, samplesOf, top1 } from './network-support.mjs';
import { photo } from './support.mjs';

const lab = await networkLab();
const onPage = lab.open;
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
after(() => rmSync(folder, { recursive: true }));

/** Scores of the Node API, samples × classes. */
async function scores(name, set) {
  const { data, shape } = await batchOf(await samplesOf(set));
  const model = lab.zp.loadModel(await modelFile(name));
  const { logits } = model.run({ input: { data, shape } });
  model.dispose();
  return logits.data;
}

const shown = (page, is = 'float') =>
  page.getByTestId('predictions').locator(`[data-testid^="score-${is}-"]`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.score)));

/** A PNG of one sample, grey or RGB, as the network takes it. */
function pngOf({ data, shape }, i) {
  const [, channels, height, width] = shape;
  const png = new PNG({ width, height });
  for (let p = 0; p < height * width; ++p) {
    for (let c = 0; c < 3; ++c) png.data[4 * p + c] = Math.round(255 * data[(i * channels + Math.min(c, channels - 1)) * height * width + p]);
    png.data[4 * p + 3] = 255;
  }
  return PNG.sync.write(png);
}

describe('scores on screen are those of the Node API', () => {
  it('of the test images of fashion-mobile, moved through by keyboard', () =>
    onPage('', async (page) => {
      const expected = await scores('fashion-mobile', 'fashion-mnist-test-500');
      const strip = page.getByTestId('strip');
      await strip.focus();
      for (const [key, index] of [['Home', 0], ['ArrowRight', 1], ['End', 499]]) {
        await page.keyboard.press(key);
        await page.locator(`[data-testid=strip][aria-valuenow="${index}"]`).waitFor();
        assert.deepEqual(await shown(page), [...expected.subarray(10 * index, 10 * index + 10)]);
      }
    }));

  it('of digits, from an address', () =>
    onPage('net=digits&net.i=7', async (page) => {
      const expected = await scores('digits', 'mnist-train-512');
      assert.deepEqual(await shown(page), [...expected.subarray(10 * 263, 10 * 264)], 'the second half of the 512 are the test images');
    }));

  it('of a picture of the right size that is opened for cifar-resnet8', () =>
    onPage('net=cifar-resnet8', async (page) => {
      const png = new PNG({ width: 32, height: 32 });
      for (let i = 0; i < 1024; ++i) png.data.set([(7 * i) & 255, (3 * i + 40) & 255, (255 - i) & 255, 255], 4 * i);
      const file = join(folder, 'pattern.png');
      writeFileSync(file, PNG.sync.write(png));
      await page.getByTestId('net-picture').setInputFiles(file);
      await page.getByText('pattern.png').waitFor();
      await page.getByTestId('predictions').waitFor();
      const input = Float32Array.from({ length: 3072 }, (_, i) => png.data[4 * (i % 1024) + Math.floor(i / 1024)] / 255);
      const model = lab.zp.loadModel(await modelFile('cifar-resnet8'));
      const { logits } = model.run({ input });
      model.dispose();
      await page.waitForTimeout(200);
      assert.deepEqual(await shown(page), [...logits.data]);
    }));

  it('and the images that float gets wrong are as many as there', () =>
    onPage('', async (page) => {
      const { labels } = await batchOf(await samplesOf('fashion-mnist-test-500'));
      const wrong = top1(await scores('fashion-mobile', 'fashion-mnist-test-500'), 10).filter((answer, i) => answer !== labels[i]).length;
      await page.getByRole('radio', { name: 'Float is wrong' }).check();
      await page.getByText(`${wrong} of 500 test images`).waitFor();
    }));
});

describe('files of the visitor', () => {
  it('a network, then a zip of images in folders that name their classes', () =>
    onPage('', async (page) => {
      const batch = await batchOf(await samplesOf('fashion-mnist-test-500', { limit: 12 }));
      const names = ['top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'boot'];
      const files = Object.fromEntries(Array.from(batch.labels, (label, i) => [`${names[label]}/${String(i).padStart(2, '0')}.png`, pngOf(batch, i)]));
      const zip = join(folder, 'images.zip');
      writeFileSync(zip, zipSync(files));
      const model = join(folder, 'mine.onnx');
      writeFileSync(model, await modelFile('fashion-mobile'));
      await page.getByTestId('net-files').setInputFiles(model);
      await page.getByRole('radio', { name: 'mine' }).waitFor({ state: 'attached' });
      await page.getByText('Now its images').waitFor();
      await page.getByTestId('net-files').setInputFiles(zip);
      await page.getByText('12 images of yours').first().waitFor();
      // In the order of the paths.
      const paths = Object.keys(files).sort();
      const first = Number(paths[0].match(/(\d+)\.png/)[1]);
      await page.getByTestId('strip').focus();
      await page.keyboard.press('Home');
      const expected = await scores('fashion-mobile', 'fashion-mnist-test-500');
      assert.deepEqual(await shown(page), [...expected.subarray(10 * first, 10 * first + 10)]);
    }));

  it('dropped anywhere: a network, an image and its label at once', () =>
    onPage('net=digits', async (page) => {
      const batch = await batchOf(await samplesOf('fashion-mnist-test-500', { limit: 1 }));
      const files = { 'dropped.onnx': await modelFile('fashion-mobile'), 'image.png': pngOf(batch, 0), 'labels.csv': Buffer.from(`image.png,${batch.labels[0]}`) };
      await page.evaluate((all) => {
        const data = new DataTransfer();
        for (const [name, bytes] of Object.entries(all)) data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
        document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      }, Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')])));
      await page.getByText('1 image of yours').first().waitFor();
      assert.ok(await page.getByRole('radio', { name: 'dropped' }).isChecked());
      const expected = await scores('fashion-mobile', 'fashion-mnist-test-500');
      assert.deepEqual(await shown(page), [...expected.subarray(0, 10)]);
      await page.locator(`tr[data-label] [data-testid="float-${batch.labels[0]}"]`).waitFor();
    }));

  it('several images and a file of labels, with a preprocessing of their own', () =>
    onPage('', async (page) => {
      const batch = await batchOf(await samplesOf('fashion-mnist-test-500', { limit: 3 }));
      const paths = [0, 1, 2].map((i) => join(folder, `image${i}.png`));
      paths.forEach((path, i) => writeFileSync(path, pngOf(batch, i)));
      const labels = join(folder, 'labels.csv');
      writeFileSync(labels, [0, 1, 2].map((i) => `image${i}.png,${batch.labels[i]}`).join('\n'));
      const model = join(folder, 'own.onnx');
      writeFileSync(model, await modelFile('fashion-mobile'));
      await page.getByTestId('net-files').setInputFiles([model, ...paths, labels]);
      await page.getByText('3 images of yours').first().waitFor();
      await page.getByRole('radio', { name: '−1 to 1' }).check();
      await page.getByTestId('net-opening').waitFor({ state: 'detached' });
      await page.getByTestId('strip').focus();
      await page.keyboard.press('End');
      const centred = await batchOf(await samplesOf('fashion-mnist-test-500', { limit: 3, mean: [0.5], std: [0.5] }));
      const net = lab.zp.loadModel(await modelFile('fashion-mobile'));
      const { logits } = net.run({ input: centred.data.subarray(2 * 784) });
      net.dispose();
      await page.waitForTimeout(200);
      assert.deepEqual(await shown(page), [...logits.data]);
      await page.locator(`tr[data-label] [data-testid="float-${batch.labels[2]}"]`).waitFor();
    }));

  it('a file that is no network says so, and the page stays as it was', () =>
    onPage('net=digits&net.i=3', async (page) => {
      const before = await shown(page);
      await page.getByTestId('net-files').setInputFiles({ name: 'broken.onnx', mimeType: 'application/octet-stream', buffer: readFileSync(photo('chelsea.png')) });
      await page.getByTestId('net-failure').filter({ hasText: 'broken.onnx was not opened' }).waitFor();
      assert.deepEqual(await shown(page), before);
      assert.ok(await page.getByRole('radio', { name: 'digits' }).isChecked());
      await page.getByTestId('net-files').setInputFiles({ name: 'empty.onnx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(0) });
      await page.getByTestId('net-failure').filter({ hasText: 'The file is empty' }).waitFor();
    }));
});

describe('the address', () => {
  it('holds network, image, panel and layer; Back goes to the network before', () =>
    onPage('net=digits&net.i=5', async (page) => {
      await page.getByRole('radio', { name: 'fashion-mobile' }).check();
      await page.getByTestId('net-facts').filter({ hasText: '19.7 k' }).waitFor();
      await page.waitForTimeout(900);
      await page.goBack();
      await page.getByTestId('net-facts').filter({ hasText: '34.9 k' }).waitFor();
      assert.match(page.url(), /net=digits/);
    }));
});
