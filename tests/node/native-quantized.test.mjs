// Quantizing and running in integers give the same bytes natively and under WebAssembly, in every table of kernels: the
// same file, and one hash for all answers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks, testSet } from '../../models/common/networks.mjs';
import { testData } from '../../tools/setup/data.mjs';
import { Random } from '../data/networks/random.mjs';
import { fnv1a } from './native.mjs';
import { demoFile, imagesOf } from './quantize-support.mjs';

const full = process.env.ZEROPOINT_FULL === '1';
const programs = fileURLToPath(new URL('../../build/native/tests/cpp/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-quantized-'));
after(() => rmSync(folder, { recursive: true }));

const native = (program, ...args) => execFileSync(join(programs, program), args.map(String), { encoding: 'utf8' });
const batch = 50;

/** All samples in one array. */
async function collected(samples) {
  const parts = [];
  let shape;
  for await (const part of samples.batches(batch)) {
    parts.push(part.data);
    shape = [(shape?.[0] ?? 0) + part.shape[0], ...part.shape.slice(1)];
  }
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  parts.reduce((at, part) => (data.set(part, at), at + part.length), 0);
  return { data, shape };
}

// The pictures of cifar10 are not packed: without a download, noise takes their place.
const noise = (shape, seed) => ({ data: new Random(seed).uniform(shape.reduce((a, b) => a * b), 0, 1), shape });
const packed = async (set, shape, count, seed) => (set === 'cifar10' ? noise([count, ...shape], seed) : collected(await imagesOf(set, { limit: count })));
const calibrationOf = (set, shape) => packed(set === 'cifar10' ? set : `${set}-train-512`, shape, 200, 1);
async function imagesToRun(set, shape) {
  if (full) {
    await testData([set]);
    return collected(await testSet(set));
  }
  return packed(set === 'fashion-mnist' ? 'fashion-mnist-test-500' : set === 'mnist' ? 'mnist-train-512' : set, shape, 300, 2);
}

function* batches({ data, shape }) {
  const each = data.length / shape[0];
  for (let start = 0; start < shape[0]; start += batch) {
    const count = Math.min(batch, shape[0] - start);
    yield { input: { data: data.subarray(start * each, (start + count) * each), shape: [count, ...shape.slice(1)] } };
  }
}

function written(name, { data }) {
  const file = join(folder, name);
  writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return file;
}

for (const [name, { set, shape }] of Object.entries(networks)) {
  test(`${name}: one file and one hash of all answers, natively and under WebAssembly`, async (t) => {
    const [seen, images] = [await calibrationOf(set, shape), await imagesToRun(set, shape)];
    const file = join(folder, `${name}.onnx`);
    native('zeropoint_quantize_model', demoFile(name), written('seen', seen), seen.shape.join(','), batch, file);
    const lines = native('zeropoint_run_model', file, written('images', images), images.shape.join(','), batch).trimEnd().split('\n');
    const { availableKernels } = await loadZeropoint();
    const found = [];
    for (const kernels of availableKernels) {
      const zp = await loadZeropoint({ kernels });
      const model = zp.loadModel(readFileSync(demoFile(name)));
      const quantized = model.quantize(await model.calibrate(batches(seen)));
      assert.deepEqual(quantized.toOnnx(), new Uint8Array(readFileSync(file)), kernels);
      const answers = [];
      let last;
      for (const inputs of batches(images)) {
        const { logits } = quantized.run(inputs);
        answers.push(new Uint8Array(logits.data.buffer));
        last = logits.shape;
      }
      found.push(`${kernels} logits [${last.join(', ')}] ${fnv1a(Buffer.concat(answers))}`);
    }
    assert.deepEqual(found, lines);
    t.diagnostic(`${images.shape[0]} images: ${found[0].split(' ').at(-1)}`);
  });
}
