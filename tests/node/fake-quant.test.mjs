// The independent quantization of tests/data/fake_quant, held against onnxruntime-web: the same network as QuantizeLinear and
// DequantizeLinear pairs gives the same logits, so every code on the way was the same.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { networks } from '../../models/common/networks.mjs';
import { testData } from '../../tools/setup/data.mjs';
import { run } from '../../tools/setup/run.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';
const skip = process.env.ZEROPOINT_FULL !== '1' && 'part of npm run test:full';
const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../data/fake_quant/qdq.py', import.meta.url));
const floats = (file) => new Float32Array(new Uint8Array(readFileSync(file)).buffer);

for (const [name, { set, shape }] of Object.entries(networks)) {
  for (const [granularity, bits] of [['tensor', 8], ['channel', 8], ['channel', 4]]) {
    test(`${name}, weights per ${granularity} at ${bits} bits: 200 images`, { skip }, async (t) => {
      if ((await run(python, ['-c', 'import torch, onnx'])).code !== 0) return t.skip(`${python} has no torch and onnx`);
      await testData([set]);
      const folder = mkdtempSync(join(tmpdir(), 'zeropoint-qdq-'));
      try {
        const { code, output } = await run(python, [script, name, granularity, String(bits), folder]);
        assert.equal(code, 0, output);
        const session = await ort.InferenceSession.create(readFileSync(join(folder, 'qdq.onnx')));
        const input = new ort.Tensor('float32', floats(join(folder, 'images')), [200, ...shape]);
        const { logits } = await session.run({ input });
        // Their last sums are float32 in another order; a code that differs somewhere moves a logit by far more.
        const expected = floats(join(folder, 'logits'));
        assert.equal(logits.data.length, expected.length);
        const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - logits.data[i])), 0);
        assert.ok(worst < 1e-4, `logits differ by up to ${worst}`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
}
