// The committed networks of models/: what they are, and that they answer as many images correctly as their cards say. The
// expected counts are torch's (models/common/record.py), those found are onnxruntime-web's and this project's executor's.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { loadSamples } from 'zeropoint/samples';
import { answers, runners, top1 } from '../../models/common/accuracy.mjs';
import { networks, testSet } from '../../models/common/networks.mjs';
import { testData } from '../../tools/setup/data.mjs';
import { run } from '../../tools/setup/run.mjs';

const models = fileURLToPath(new URL('../../models/', import.meta.url));
const onnx = (name) => join(models, name, `${name}.onnx`);
const record = JSON.parse(readFileSync(join(models, 'record.json'), 'utf8'));
const skip = process.env.ZEROPOINT_FULL !== '1' && 'part of npm run test:full';
const python = '/usr/bin/python3';

test('the largest score wins, the first of equals', () => {
  assert.deepEqual(top1(Float32Array.of(1, 3, 3, -2, -1, -1), 3), [1, 1]);
});

for (const [name, { shape, largest }] of Object.entries(networks)) {
  test(`${name}: the file that its card describes`, async () => {
    const bytes = await readFile(onnx(name));
    assert.ok(bytes.length <= largest, `${bytes.length} bytes`);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), record[name].sha256);
    const session = await ort.InferenceSession.create(bytes);
    const describe = ({ name: called, type, shape: axes }) => ({ called, type, axes });
    assert.deepEqual(session.inputMetadata.map(describe), [{ called: 'input', type: 'float32', axes: ['batch', ...shape] }]);
    assert.deepEqual(session.outputMetadata.map(describe), [{ called: 'logits', type: 'float32', axes: ['batch', 10] }]);
  });

  test(`${name}: right answers on the whole test set`, { skip }, async () => {
    await testData([networks[name].set]);
    const samples = await testSet(networks[name].set);
    const of = (program) => answers(runners[program], onnx(name), samples.batches(100));
    const [theirs, ours] = [await of('onnxruntime-web'), await of('zeropoint')];
    assert.equal(theirs.answers.length, 10_000);
    const differing = theirs.answers.filter((answer, i) => answer !== ours.answers[i]).length;
    assert.ok(differing <= 1, `the two disagree on ${differing} images`);
    for (const { right } of [theirs, ours]) {
      assert.ok(Math.abs(right - record[name].testRight) <= 1, `${right}, torch has ${record[name].testRight}`);
    }
  });

  test(`${name}: one epoch of its training script gives the recorded loss`, { skip }, async (t) => {
    if ((await run(python, ['-c', 'import torch, torchvision, PIL'])).code !== 0) return t.skip(`${python} has no torch`);
    await testData([networks[name].set]);
    const out = mkdtempSync(join(tmpdir(), 'zeropoint-train-'));
    try {
      const { code, output } = await run(python, [join(models, name, 'train.py'), '--out', out, '--stop-after', '1']);
      assert.equal(code, 0, output);
      const [{ loss }, { loss: recorded }] = [join(out, 'log.jsonl'), join(models, name, 'training.jsonl')]
        .map((file) => JSON.parse(readFileSync(file, 'utf8').split('\n')[0]));
      assert.ok(Math.abs(loss / recorded - 1) < 0.05, `loss ${loss}, recorded ${recorded}`);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
}

for (const [program, runner] of Object.entries(runners)) {
  test(`fashion-mobile: right answers of ${program} on the images that are shipped`, async () => {
    const samples = await loadSamples(join(models, 'data/fashion-mnist-test-500'));
    const { right } = await answers(runner, onnx('fashion-mobile'), samples.batches(100));
    assert.equal(right, record['fashion-mobile'].shippedRight);
  });
}

test('shipped images are of the split that they say, and calibration has none of the test split', { skip }, async () => {
  for (const [set, stems] of Object.entries({ 'fashion-mnist': ['fashion-mnist-test-500', 'fashion-mnist-train-512'], mnist: ['mnist-train-512'] })) {
    const folder = (await testData([set]))[set];
    const ending = set === 'mnist' ? '' : '.gz';
    const keys = async (path) => {
      const found = [];
      for await (const { data, label } of await loadSamples(path)) {
        found.push(createHash('sha256').update(data).update(String(label)).digest('base64'));
      }
      return found;
    };
    const of = { train: new Set(await keys(join(folder, `train-images-idx3-ubyte${ending}`))), test: new Set(await keys(join(folder, `t10k-images-idx3-ubyte${ending}`))) };
    for (const stem of stems) {
      const [own, foreign] = stem.includes('train') ? [of.train, of.test] : [of.test, of.train];
      for (const key of await keys(join(models, 'data', stem))) assert.ok(own.has(key) && !foreign.has(key), stem);
    }
  }
});
