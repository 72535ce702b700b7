// As a visitor with a network of their own: exported resnet18 and mobilenet_v2, photographs, the integer file run elsewhere.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import * as ort from 'onnxruntime-web';

import { networks } from '../../tools/setup/networks.mjs';
import { networkLab } from './network-support.mjs';
import { exact } from './support.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const photos = fileURLToPath(new URL('../../web/public/photos/', import.meta.url));
const pictures = readdirSync(photos).filter((name) => /\.(png|jpg|webp)$/.test(name)).map((name) => join(photos, name));

const folder = await networks();
const lab = await networkLab();

for (const name of ['mobilenet_v2', 'resnet18']) {
  it(`${name} with photographs: calibrated, looked through, taken away`, () =>
    lab.settled('net.w=8', async (page) => {
      await page.getByTestId('net-files').setInputFiles(join(folder, `${name}.onnx`));
      await page.getByText('Now its images').waitFor({ timeout: 60_000 });
      await page.getByTestId('net-files').setInputFiles(pictures);
      await page.getByText(`${pictures.length} images of yours`).first().waitFor({ timeout: 60_000 });
      await page.locator('[data-testid=verdict][data-settled]').waitFor({ timeout: 120_000 });
      assert.ok((await exact(page, 'agreement')) >= 50, 'its weights are not trained, so that answers lie close together');

      await page.getByRole('radio', { name: 'See' }).check();
      await page.locator('[data-testid=see][data-settled]').waitFor({ timeout: 60_000 });
      await page.getByText('the same byte for byte').waitFor();

      await page.getByRole('radio', { name: 'Take away' }).check();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-onnx').click()]);
      const file = await readFile(await download.path());
      const { zp } = lab;
      const model = zp.loadModel(file);
      const data = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i * 0.01) + 0.5 * Math.sin(i * 0.0007));
      const [ours] = Object.values(model.run({ [model.inputs[0].name]: { data, shape: [1, 3, 224, 224] } }));
      const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
      const theirs = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', data, [1, 3, 224, 224]) });
      const { sqnr } = zp.compare(theirs[session.outputNames[0]].data, ours.data);
      assert.ok(sqnr > 35, `${sqnr} dB between the two runtimes`); // their QLinearAdd may differ by one code
      model.dispose();
    }));
}
