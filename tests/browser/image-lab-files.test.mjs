// Opening pictures: what is not one, what is too large, what is large, and what is saved again.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as zlib from 'node:zlib';

import { PNG } from 'pngjs';

import { exact, launch, openFile, photo, serve, settled, watchedPage } from './support.mjs';

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([serve(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function inLab(run) {
  const { context, page, complaints } = await watchedPage(browser, server.address);
  try {
    await page.goto(`${server.address}#photograph?p=chelsea`);
    await settled(page);
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

// Node 20 has no zlib.crc32.
function crc(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; ++i) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

/** A PNG that claims a size; its pixels need not be there. */
function claimedPng(width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(Buffer.alloc(64))), chunk('IEND', Buffer.alloc(0))]);
}

/** Drops bytes on the page as a file. */
async function drop(page, name, type, bytes) {
  const transfer = await page.evaluateHandle(
    ([fileName, mime, base64]) => {
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([data], fileName, { type: mime }));
      return files;
    },
    [name, type, Buffer.from(bytes).toString('base64')],
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** What a button of the page saves. */
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return readFileSync(await download.path());
}

describe('a file that cannot be opened says what, why and what now, and leaves the page as it was', () => {
  const whole = readFileSync(photo('chelsea.png'));
  const cases = [
    ['text in place of a picture', 'notes.png', Buffer.from('no picture at all, but long enough to be looked at'), /notes\.png is not a picture that this browser reads/],
    ['an empty file', 'empty.png', Buffer.alloc(0), /empty\.png is empty/],
    ['a file that is cut off', 'cut.png', whole.subarray(0, 60), /begins like a PNG file, but cannot be decoded/],
    ['0 × 0 pixels', 'nothing.png', claimedPng(0, 0), /0 × 0 pixels: there is nothing in it to quantize/],
    ['20,000 × 20,000 pixels', 'huge.png', claimedPng(20_000, 20_000), /20,000 × 20,000 pixels, 400 megapixels\. The laboratory takes up to 67 megapixels/],
  ];
  for (const [what, name, bytes, message] of cases) {
    it(what, () =>
      inLab(async (page) => {
        const before = await exact(page, 'metric-mse');
        await drop(page, name, 'image/png', bytes);
        const failure = page.getByTestId('failure');
        await failure.waitFor();
        assert.match(await failure.textContent(), message);
        assert.equal(await page.getByTestId('photo-name').textContent(), 'Chelsea the cat');
        assert.equal(await exact(page, 'metric-mse'), before);
        await failure.getByRole('button', { name: 'Close' }).click();
        await page.getByTestId('bits').press('ArrowRight');
        // The laboratory still works.
        await page.waitForFunction((old) => Number(document.querySelector('[data-testid=metric-mse]')?.dataset.exact ?? old) !== old, before);
      }));
  }
});

describe('a file that can', () => {
  it('may be dropped anywhere, and of any size from one pixel', () =>
    inLab(async (page) => {
      const dot = new PNG({ width: 1, height: 1 });
      dot.data.set([10, 20, 30, 255]);
      await drop(page, 'dot.png', 'image/png', PNG.sync.write(dot));
      await page.getByTestId('photo-name').filter({ hasText: 'dot.png' }).waitFor();
      await settled(page);
      assert.equal(await page.getByTestId('failure').count(), 0);
      assert.equal(await exact(page, 'metric-size'), 2 + 5);
    }));

  it('keeps the colours of translucent pixels, when it is saved too', () =>
    inLab(async (page) => {
      const glass = new PNG({ width: 16, height: 16 });
      for (let i = 0; i < 256; ++i) glass.data.set([i, 255 - i, 7, 3], i * 4);
      await drop(page, 'glass.png', 'image/png', PNG.sync.write(glass));
      await page.getByTestId('photo-name').filter({ hasText: 'glass.png' }).waitFor();
      await settled(page);
      await page.getByTestId('viewer').focus();
      await page.keyboard.press('ArrowRight');
      await page.getByTestId('pixel').getByText('9, 8', { exact: true }).waitFor();
      const bytes = await page.getByTestId('pixel').locator('tbody td:nth-child(2)').allTextContents();
      assert.deepEqual(bytes.map(Number), [137, 118, 7]);
      await page.getByTestId('bits').press('End');
      await settled(page);
      assert.deepEqual(PNG.sync.read(await saved(page, 'Save PNG')).data, glass.data, '8 bits give the file back');
    }));

  it('of 12 megapixels shows progress and never freezes the page', { timeout: 120_000 }, () =>
    inLab(async (page) => {
      const large = new PNG({ width: 4000, height: 3000, colorType: 2 });
      for (let i = 0; i < large.data.length; i += 4) large.data.writeUInt32BE((((i >> 6) * 2654435761) | 255) >>> 0, i);
      await page.evaluate(() => {
        window.stages = new Set();
        window.longestGap = 0;
        let last = performance.now();
        const frame = (now) => {
          window.longestGap = Math.max(window.longestGap, now - last);
          last = now;
          const progress = document.querySelector('[data-testid=opening] progress');
          if (progress) window.stages.add(progress.value);
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      // From a file: bytes handed over by the test itself would block the page.
      const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
      writeFileSync(join(folder, 'large.png'), PNG.sync.write(large, { colorType: 2, deflateLevel: 1, filterType: 0 }));
      await page.getByTestId('file').setInputFiles(join(folder, 'large.png'));
      await page.getByTestId('photo-name').filter({ hasText: 'large.png' }).waitFor({ timeout: 90_000 });
      await settled(page);
      rmSync(folder, { recursive: true });
      const { stages, gap } = await page.evaluate(() => ({ stages: [...window.stages], gap: window.longestGap }));
      assert.ok(stages.length >= 3, `progress moved only through ${stages}`);
      assert.ok(gap < 1000, `no frame for ${gap} ms`);
    }));

  it('is saved with the bytes that the screen shows, and with its numbers', () =>
    inLab(async (page) => {
      const png = PNG.sync.read(await saved(page, 'Save PNG'));
      const original = PNG.sync.read(readFileSync(photo('chelsea.png')));
      let sum = 0;
      for (let i = 0; i < png.data.length; ++i) if (i % 4 < 3) sum += (png.data[i] - original.data[i]) ** 2;
      const mse = await exact(page, 'metric-mse');
      assert.equal(sum / ((png.data.length / 4) * 3), mse);
      const report = JSON.parse(await saved(page, 'Numbers, JSON'));
      assert.equal(report.metrics.mse, mse);
      assert.match((await saved(page, 'Numbers, CSV')).toString(), new RegExp(`^mse,${mse},`, 'm'));
    }));
});

it('settings that do not go together are refused with the reason', () =>
  inLab(async (page) => {
    await page.getByRole('radio', { name: 'Symmetric' }).check();
    await page.getByTestId('bits').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('refusal').getByText(/at least 2 bits/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByTestId('refusal').waitFor({ state: 'detached' });
    await openFile(page, photo('chelsea.png'));
  }));
