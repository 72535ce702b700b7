// The ONNX project's node tests, by value, with every table of kernels. They are downloaded: part of test:full only.
// tests/data/onnx_node_skips.txt lists those that are left out, and why; ZEROPOINT_UPDATE=1 writes it again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { testData } from '../../tools/setup/data.mjs';

const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_check_nodes', import.meta.url));
const list = new URL('../data/onnx_node_skips.txt', import.meta.url);
const full = process.env.ZEROPOINT_FULL === '1';

// Recorded values that are not those of the specification. ONNX Runtime computes what Zeropoint does (seen with
// onnxruntime-web 1.30.0, but for the float16 ones, whose codes are the same data).
const wraps = 'recorded codes wrap around where the specification saturates';
const misrecorded = {
  test_qlinearmatmul_2D_int8_float16: wraps,
  test_qlinearmatmul_2D_int8_float32: wraps,
  test_qlinearmatmul_3D_int8_float16: wraps,
  test_qlinearmatmul_3D_int8_float32: wraps,
  test_resize_downsample_scales_linear_align_corners: 'recorded with 2.4 as the length of 2 elements',
};

// "operators that are not supported: Less ('a', 'b'); Where ('c')" without the names of nodes and values.
const short = (reason) => reason.replace(/ \('[^)]*'\)/g, '').replace(/^(\w+|input or output) '[^']*'/, '$1');

test('the ONNX node tests give the recorded values, but for those that are listed', { skip: !full && 'part of npm run test:full' }, async () => {
  const folder = join((await testData()).onnx, 'node');
  const cases = readdirSync(folder).filter((name) => name.startsWith('test_')).sort();
  const { stdout, status, signal } = spawnSync(program, cases.map((name) => join(folder, name)), { encoding: 'utf8', maxBuffer: 1e8 });
  assert.equal(status, 0, `the program ended by ${signal}`);
  const verdicts = stdout.trimEnd().split('\n').map((line) => line.match(/^(pass|skip|fail) (\w+)(?:: (.*))?$/).slice(1));
  assert.deepEqual(verdicts.map(([, name]) => name), cases);
  const failed = verdicts.filter(([word, name]) => word === 'fail' && !misrecorded[name]);
  assert.deepEqual(failed, []);
  const lines = verdicts.filter(([word]) => word !== 'pass').map(([, name, reason]) => `${name}: ${misrecorded[name] ?? short(reason)}\n`);
  if (process.env.ZEROPOINT_UPDATE === '1') writeFileSync(list, lines.join(''));
  assert.equal(readFileSync(list, 'utf8'), lines.join(''));
  // Of the 1,288 of ONNX 1.17. 909 of the others use what is not supported, mostly other operators.
  assert.equal(verdicts.length - lines.length, 374);
});
