// Quantizing and running the demo networks gives the same bytes in Chromium as in Node, in every table of kernels: the same
// file, and one hash for all answers. tests/node/native-quantized.test.mjs holds Node against native code.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../models/common/networks.mjs';
import { batch, imagesToCalibrate, imagesToRun } from '../node/demo-images.mjs';
import { answersOf } from '../node/integer-answers.mjs';
import { fnv1a } from '../node/native.mjs';
import { demoFile } from '../node/quantize-support.mjs';
import { launch, serve, watchedPage } from './support.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder, server, browser, watched;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zeropoint-hash-'));
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  symlinkSync(join(root, 'tests/node/integer-answers.mjs'), join(folder, 'integer-answers.mjs'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><title>Hashes</title>');
  [server, browser] = await Promise.all([serve(folder), launch()]);
  watched = await watchedPage(browser, server.address);
  await watched.page.goto(server.address);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** In the page: for each table of kernels its name, the quantized file and the answers. */
async function inPage({ network, seen, images, batch }) {
  const { loadZeropoint } = await import(new URL('dist/index.js', location.href));
  const { answersOf } = await import(new URL('integer-answers.mjs', location.href));
  const bytes = async (file) => (await fetch(file)).arrayBuffer();
  const tensor = async ({ file, shape }) => ({ data: new Float32Array(await bytes(file)), shape });
  const [model, toSee, toRun] = await Promise.all([bytes(network), tensor(seen), tensor(images)]);
  const found = [];
  for (const kernels of (await loadZeropoint()).availableKernels) {
    const { onnx, answers } = await answersOf(await loadZeropoint({ kernels }), model, toSee, toRun, batch);
    found.push({ kernels, onnx: [...onnx], answers: [...answers] });
  }
  return found;
}

function served(file, { data, shape }) {
  writeFileSync(join(folder, file), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return { file, shape };
}

for (const name of Object.keys(networks)) {
  test(`${name}: one file and one hash of all answers, in Node and in Chromium`, async (t) => {
    const [seen, images] = [await imagesToCalibrate(name), await imagesToRun(name)];
    const node = await answersOf(await loadZeropoint(), readFileSync(demoFile(name)), seen, images, batch);
    writeFileSync(join(folder, 'network.onnx'), readFileSync(demoFile(name)));
    const found = await watched.page.evaluate(inPage, { network: 'network.onnx', seen: served('seen', seen), images: served('images', images), batch });
    assert.deepEqual(found.map(({ kernels }) => kernels), ['scalar', 'simd128', 'relaxed']);
    for (const { kernels, onnx, answers } of found) {
      assert.deepEqual(Uint8Array.from(onnx), node.onnx, kernels);
      assert.equal(fnv1a(Uint8Array.from(answers)), fnv1a(node.answers), kernels);
    }
    assert.deepEqual(watched.complaints, []);
    t.diagnostic(`${images.shape[0]} images: ${fnv1a(node.answers)}`);
  });
}
