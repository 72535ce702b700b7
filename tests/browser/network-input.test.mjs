// Images that are made on the spot: drawn on the pad, or seen by the camera.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { networkLab } from './network-support.mjs';

const { settled } = await networkLab({ flags: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });

/** Waits until both networks take the drawing for this digit: the one in integers answers after the other. */
async function answers(page, digit) {
  await page.getByText('your drawing').waitFor();
  for (const is of ['float', 'quantized']) {
    await page.locator(`[data-testid=predictions] tr:has([data-testid^="score-${is}-"][data-top]) th`).filter({ hasText: new RegExp(`^${digit}$`) }).waitFor();
  }
}

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
  settled('net=digits&net.w=8', async (page) => {
    await draw(page, [[[25, 20], [75, 20], [45, 85]]]);
    await answers(page, '7');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('image 0').waitFor();
    const ring = Array.from({ length: 25 }, (_, i) => [50 + 24 * Math.sin((i * Math.PI) / 12), 50 - 34 * Math.cos((i * Math.PI) / 12)]);
    await draw(page, [ring]);
    await answers(page, '0');
  }));

it('the camera is asked for on a press only, is followed frame by frame, and stops', () =>
  settled('net=cifar-resnet8&net.w=8', async (page) => {
    assert.equal(await page.locator('video').count(), 0);
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.getByText('the camera', { exact: true }).waitFor();
    const picture = () => page.locator('.input-image canvas').evaluate((canvas) => canvas.toDataURL());
    const scores = () => page.locator('[data-testid^="score-quantized-"]').evaluateAll((cells) => cells.map((cell) => cell.dataset.score).join());
    const first = [await picture(), await scores()];
    // The pretended camera moves.
    const changed = async (read, before) => {
      while ((await read()) === before) await page.waitForTimeout(50);
    };
    await changed(picture, first[0]);
    await changed(scores, first[1]);
    await page.getByRole('button', { name: 'Stop the camera' }).click();
    const last = await picture();
    await page.waitForTimeout(600);
    assert.equal(await picture(), last);
    assert.equal(await page.locator('video').count(), 0);
  }));
