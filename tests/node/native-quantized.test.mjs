// Quantizing and running in integers give the same bytes natively and under WebAssembly, in every table of kernels: the
// same file, and one hash for all answers. tests/browser/quantized-hash.test.mjs holds Chromium against Node.
import './relaxed-flag.mjs';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../models/common/networks.mjs';
import { batch, imagesToCalibrate, imagesToRun } from './demo-images.mjs';
import { answersOf } from './integer-answers.mjs';
import { fnv1a } from './native.mjs';
import { demoFile } from './quantize-support.mjs';

const programs = fileURLToPath(new URL('../../build/native/tests/cpp/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-quantized-'));
after(() => rmSync(folder, { recursive: true }));

const native = (program, ...args) => execFileSync(join(programs, program), args.map(String), { encoding: 'utf8' });

function written(name, { data }) {
  const file = join(folder, name);
  writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return file;
}

for (const name of Object.keys(networks)) {
  test(`${name}: one file and one hash of all answers, natively and under WebAssembly`, async (t) => {
    const [seen, images] = [await imagesToCalibrate(name), await imagesToRun(name)];
    const file = join(folder, `${name}.onnx`);
    native('zeropoint_quantize_model', demoFile(name), written('seen', seen), seen.shape.join(','), batch, file);
    const lines = native('zeropoint_run_model', file, written('images', images), images.shape.join(','), batch).trimEnd().split('\n');
    const found = [];
    for (const kernels of ['scalar', 'simd128', 'relaxed']) {
      const { onnx, answers, shape } = await answersOf(await loadZeropoint({ kernels }), readFileSync(demoFile(name)), seen, images, batch);
      assert.deepEqual(onnx, new Uint8Array(readFileSync(file)), kernels);
      found.push(`${kernels} logits [${shape.join(', ')}] ${fnv1a(answers)}`);
    }
    // Native code has no relaxed instructions.
    assert.deepEqual(found, [...lines, lines[0].replace('scalar', 'relaxed')]);
    t.diagnostic(`${images.shape[0]} images: ${found[0].split(' ').at(-1)}`);
  });
}
