// Images that are made on the spot: drawn on the pad, or seen by the camera.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { inNetwork, settledNetwork } from './network-support.mjs';
import { launch, serve } from './support.mjs';

let server, browser;

before(async () => {
  [server, browser] = await Promise.all([serve(), launch(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const answer = (page, is) => page.locator(`[data-testid=predictions] tr:has([data-testid^="score-${is}-"][data-top]) th`).first().textContent();

/** Strokes in hundredths of the pad. */
async function draw(page, strokes) {
  await page.getByTestId('pad').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.getByTestId('pad').boundingBox();
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(x + (first[0] * width) / 100, y + (first[1] * height) / 100);
    await page.mouse.down();
    for (const [left, top] of rest) await page.mouse.move(x + (left * width) / 100, y + (top * height) / 100, { steps: 8 });
    await page.mouse.up();
  }
}

it('a drawn seven and a drawn zero are read, in float and quantized; Clear goes back to the test images', () =>
  inNetwork(browser, server.address, 'net=digits&net.w=8', async (page) => {
    await settledNetwork(page);
    await draw(page, [[[25, 20], [75, 20], [45, 85]]]);
    await page.getByText('your drawing').waitFor();
    await page.waitForTimeout(400);
    assert.deepEqual([await answer(page, 'float'), await answer(page, 'quantized')], ['7', '7']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('image 0').waitFor();
    const ring = Array.from({ length: 25 }, (_, i) => [50 + 24 * Math.sin((i * Math.PI) / 12), 50 - 34 * Math.cos((i * Math.PI) / 12)]);
    await draw(page, [ring]);
    await page.getByText('your drawing').waitFor();
    await page.waitForTimeout(400);
    assert.deepEqual([await answer(page, 'float'), await answer(page, 'quantized')], ['0', '0']);
  }));

it('the camera is asked for on a press only, is followed frame by frame, and stops', () =>
  inNetwork(browser, server.address, 'net=cifar-resnet8&net.w=8', async (page) => {
    await settledNetwork(page);
    assert.equal(await page.locator('video').count(), 0);
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.getByText('the camera', { exact: true }).waitFor();
    const picture = () => page.locator('.input-image canvas').evaluate((canvas) => canvas.toDataURL());
    const scores = () => page.locator('[data-testid^="score-quantized-"]').evaluateAll((cells) => cells.map((cell) => cell.dataset.score).join());
    const first = [await picture(), await scores()];
    await page.waitForTimeout(1500); // the pretended camera moves
    assert.notEqual(await picture(), first[0]);
    assert.notEqual(await scores(), first[1]);
    await page.getByRole('button', { name: 'Stop the camera' }).click();
    const last = await picture();
    await page.waitForTimeout(600);
    assert.equal(await picture(), last);
    assert.equal(await page.locator('video').count(), 0);
  }));
