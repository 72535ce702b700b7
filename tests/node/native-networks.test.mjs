// Whole networks have the same bytes natively and under WebAssembly, in every table of kernels.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadZeropoint } from 'zeropoint';
import { networks } from '../../models/common/networks.mjs';
import { requireNetworks } from '../../tools/setup/networks.mjs';
import { usual } from '../data/networks/catalogue.mjs';
import { randomInput } from '../data/networks/inputs.mjs';
import { fnv1a } from './native.mjs';

const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_run_model', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
after(() => rmSync(folder, { recursive: true }));

const demo = Object.entries(networks).map(([name, { shape }]) => ({
  name,
  file: fileURLToPath(new URL(`../../models/${name}/${name}.onnx`, import.meta.url)),
  shape: [3, ...shape], // a batch that no vector divides
}));
const large = usual.map((name) => ({ name, file: join(requireNetworks(), `${name}.onnx`), shape: [1, 3, 224, 224] }));

/** The lines of zeropoint_run_model. */
function lines(kernels, outputs) {
  return Object.entries(outputs).map(([name, { data, shape }]) => `${kernels} ${name} [${shape.join(', ')}] ${fnv1a(data)}`);
}

for (const { name, file, shape } of [...demo, ...large]) {
  test(`${name}: the same bytes natively and under WebAssembly`, async () => {
    const input = randomInput(shape);
    const inputFile = join(folder, `${name}.f32`);
    writeFileSync(inputFile, new Uint8Array(input.data.buffer, input.data.byteOffset, input.data.byteLength));
    const native = execFileSync(program, [file, inputFile, shape.join(',')], { encoding: 'utf8' }).trimEnd().split('\n');
    const { availableKernels } = await loadZeropoint();
    const wasm = [];
    for (const kernels of availableKernels) {
      const model = (await loadZeropoint({ kernels })).loadModel(readFileSync(file));
      wasm.push(...lines(kernels, model.run(input)));
      model.dispose();
    }
    assert.ok(native.length >= 2);
    assert.deepEqual(wasm, native);
  });
}
