// What the core writes, ONNX Runtime reads, and it computes the same there as the file that was read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../models/common/networks.mjs';
import { requireNetworks } from '../../tools/setup/networks.mjs';
import { run } from '../../tools/setup/run.mjs';
import { exported, usual } from '../data/networks/catalogue.mjs';
import { relativeError } from '../data/networks/difference.mjs';
import { randomInput } from '../data/networks/inputs.mjs';
import { referenceModel } from '../data/networks/ort.mjs';

const full = process.env.ZEROPOINT_FULL === '1';
const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_write_model', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-written-'));
after(() => rmSync(folder, { recursive: true }));

const demo = Object.entries(networks).map(([name, { shape }]) => ({
  name, shape: [3, ...shape], file: fileURLToPath(new URL(`../../models/${name}/${name}.onnx`, import.meta.url)),
}));
const large = (full ? Object.keys(exported) : usual).map((name) => ({ name, shape: [1, 3, 224, 224], file: join(requireNetworks(), `${name}.onnx`) }));

const outputsOf = async (bytes, input) => {
  const reference = await referenceModel(bytes);
  const [name] = Object.keys(input);
  const outputs = await reference.run({ [name]: input[name] });
  await reference.release();
  return outputs;
};

const zp = await loadZeropoint();
for (const { name, file, shape } of [...demo, ...large]) {
  test(`${name}: simplified and written, ONNX Runtime gives the same`, async () => {
    const written = join(folder, `${name}.onnx`);
    execFileSync(program, [file, written]);
    const input = { input: randomInput(shape) };
    const [before, now] = [await outputsOf(readFileSync(file), input), await outputsOf(readFileSync(written), input)];
    assert.deepEqual(Object.keys(now), Object.keys(before));
    for (const [output, { data, shape: extents }] of Object.entries(now)) {
      assert.deepEqual(extents, before[output].shape);
      // BatchNormalization was folded into weights, which rounds.
      assert.ok(relativeError(data, before[output].data) < 1e-4, output);
    }
    const ours = [file, written].map((path) => {
      const model = zp.loadModel(readFileSync(path));
      const result = model.run(input);
      model.dispose();
      return result;
    });
    assert.deepEqual(ours[1], ours[0]);
  });
}

test("onnx's checker accepts what was written", { skip: !full && 'part of npm run test:full' }, async (t) => {
  const python = process.env.ZEROPOINT_PYTHON ?? '/usr/bin/python3';
  if ((await run(python, ['-c', 'import onnx'])).code !== 0) return t.skip(`${python} has no onnx`);
  const files = [...demo, ...large].map(({ name }) => join(folder, `${name}.onnx`));
  const { code, output } = await run(python, ['-c', 'import onnx, sys\nfor f in sys.argv[1:]: onnx.checker.check_model(onnx.load(f), full_check=True)', ...files]);
  assert.equal(code, 0, output);
});
