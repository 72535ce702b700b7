// Makes public/photos from Debian's python3-skimage:
//   apt-get download python3-skimage && dpkg -x python3-skimage_*.deb skimage && node web/make-photos.mjs skimage
// Files are taken as they are, or encoded anew by Chromium's canvas to save room, in their own size; thumbs/ holds squares of 96.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium as playwright } from 'playwright-core';

import { chromium } from '../tools/setup/chromium.mjs';

const asTheyAre = ['chelsea.png', 'camera.png', 'rocket.jpg', 'retina.jpg'];
const encoded = { 'coffee.png': 0.92, 'astronaut.png': 0.92, 'hubble_deep_field.jpg': 0.85 };

const source = join(process.argv[2] ?? '.', 'usr/lib/python3/dist-packages/skimage/data');
const target = fileURLToPath(new URL('public/photos/', import.meta.url));

// Runs in the browser. A side cuts a square out of the middle and scales it to that; without one the size stays.
async function encode([address, quality, side]) {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob(), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(side ?? bitmap.width, side ?? bitmap.height);
  const scale = side ? side / Math.min(bitmap.width, bitmap.height) : 1;
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  return [...new Uint8Array(await blob.arrayBuffer())];
}

const browser = await playwright.launch(await chromium());
const page = await browser.newPage();

async function write(name, file, quality, side) {
  const type = extname(name) === '.png' ? 'image/png' : 'image/jpeg';
  const address = `data:${type};base64,${readFileSync(join(source, name)).toString('base64')}`;
  writeFileSync(join(target, file), Uint8Array.from(await page.evaluate(encode, [address, quality, side])));
}

const stem = (name) => name.slice(0, -extname(name).length);
for (const name of asTheyAre) copyFileSync(join(source, name), join(target, name));
for (const [name, quality] of Object.entries(encoded)) await write(name, `${stem(name)}.webp`, quality);
for (const name of [...asTheyAre, ...Object.keys(encoded)]) await write(name, `thumbs/${stem(name)}.webp`, 0.8, 96);
await browser.close();
