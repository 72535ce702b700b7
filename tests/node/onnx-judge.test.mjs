// Quantized files as onnx itself sees them: its checker accepts them, and its reference evaluator, which is NumPy, finds layer
// by layer what the integers here give. Blocks and 4-bit types are of opset 21.
//
// The evaluator adds floats up. Where an exact sum lies next to a tie, its own may lie on the other side, and the code is one
// apart: in 9 of the 18 files none is, in the others one or two of up to 470,000 codes. It goes on with our codes; with its own,
// what follows from one such code changes the logits of cifar-resnet8 by up to 0.03.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../models/common/networks.mjs';
import { onnxPython } from '../../tools/setup/onnx.mjs';
import { run } from '../../tools/setup/run.mjs';
import { Random } from '../data/networks/random.mjs';
import { demo } from './quantize-support.mjs';

const skip = process.env.ZEROPOINT_FULL !== '1' && 'part of npm run test:full';
const script = fileURLToPath(new URL('../data/quantized/judge.py', import.meta.url));
const floats = (file) => new Float32Array(new Uint8Array(readFileSync(file)).buffer);
/** How far from a tie a code may be apart, in steps: 1.8e-5 was the most. */
const nearTie = 1e-4;
const fromTie = (steps) => Math.abs(steps - Math.floor(steps) - 0.5);

/** What a file's network computes as codes, by name. */
function codesOf(zp, file, input) {
  const network = zp.loadModel(file);
  const names = network.layers.flatMap(({ writes }) => writes).filter((name) => network.outputs.every((output) => output.name !== name));
  const values = Object.entries(network.run({ input }, { values: names })).filter(([, { type }]) => type === 'uint8' || type === 'int8');
  return Object.fromEntries(values.map(([name, { type, shape, data }]) => [name, { type, shape, data: [...data] }]));
}

const block = { kind: 'block', size: 8 };

// [recipe, options of toOnnx, opset]
const cases = {
  usual: [{}, {}, 13],
  narrow: [{ weights: { bits: 4 }, activations: { bits: 5 } }, {}, 13],
  int4: [{ weights: { bits: 4 } }, { fourBit: 'int4' }, 21],
  uint4: [{ weights: { bits: 4, scheme: 'affine' } }, { fourBit: 'int4' }, 21],
  uint4_tensor: [{ weights: { bits: 4, scheme: 'affine', granularity: { kind: 'tensor' } } }, { fourBit: 'int4' }, 21],
  blocks: [{ weights: { granularity: block } }, {}, 21],
  blocks_int4: [{ weights: { bits: 4, granularity: block } }, { fourBit: 'int4' }, 21],
  blocks_uint4: [{ weights: { bits: 4, scheme: 'affine', granularity: block }, output: 'quantized' }, { fourBit: 'int4' }, 21],
};

for (const [name, { shape }] of Object.entries(networks)) {
  test(`${name}: onnx accepts the quantized files and computes the same`, { skip }, async (t) => {
    const python = await onnxPython();
    if (!python) return t.skip('Debian has no onnx for this machine');
    const folder = mkdtempSync(join(tmpdir(), 'zeropoint-judge-'));
    const zp = await loadZeropoint();
    try {
      const images = { data: new Random(3).uniform(4 * shape.reduce((a, b) => a * b), 0, 1), shape: [4, ...shape] };
      const model = demo(zp, name);
      const calibration = await model.calibrate([{ input: images }]);
      const expected = {};
      for (const [title, [recipe, options, opset]] of Object.entries(cases)) {
        const quantized = model.quantize(calibration, recipe);
        const file = quantized.toOnnx(options);
        assert.equal(zp.loadModel(file).file.opsets['ai.onnx'], opset, title);
        writeFileSync(join(folder, `${title}.onnx`), file);
        writeFileSync(join(folder, `${title}.input`), new Uint8Array(images.data.buffer));
        if (opset < 21) continue;
        expected[title] = quantized.run({ input: images }).logits.data;
        writeFileSync(join(folder, `${title}.codes`), JSON.stringify(codesOf(zp, file, images)));
      }
      const { code, output } = await run(python, [script, folder]);
      assert.equal(code, 0, output);
      for (const [title, logits] of Object.entries(expected)) {
        const found = floats(join(folder, `${title}.output`));
        assert.equal(found.length, logits.length, title);
        const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0);
        assert.ok(worst < 1e-5, `${title}: logits differ by up to ${worst}`);
        const { values, codes } = JSON.parse(readFileSync(join(folder, `${title}.apart`), 'utf8'));
        assert.ok(values >= model.layers.length - 2, `${title}: codes of ${values} values were compared`);
        for (const { value, at, code, found: other, steps } of codes) {
          const what = `${title}: ${value}[${at}] is ${code}, onnx rounds ${steps} to ${other}`;
          assert.ok(Math.abs(code - other) === 1 && fromTie(steps) < nearTie, what);
          t.diagnostic(what);
        }
        assert.ok(codes.length <= 2, `${title}: ${codes.length} codes are apart`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
