// Reader and shape inference against the ONNX project's node tests and its "light" networks. They are downloaded: part of
// test:full only.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { testData } from '../../tools/setup/data.mjs';

const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_check_shapes', import.meta.url));
const full = process.env.ZEROPOINT_FULL === '1';
const options = { skip: !full && 'part of npm run test:full' };

function check(paths) {
  const { stdout, status, signal } = spawnSync(program, paths, { encoding: 'utf8', maxBuffer: 1e8 });
  assert.equal(status, 0, `the program ended by ${signal}`);
  const lines = stdout.trimEnd().split('\n');
  const of = (word) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  assert.equal(of('pass').length + of('skip').length + of('fail').length, paths.length);
  return { passed: of('pass'), skipped: of('skip'), failed: of('fail'), reasons: of('reason') };
}

test('types and shapes of the ONNX node tests are inferred as recorded', options, async () => {
  const folder = join((await testData()).onnx, 'node');
  const cases = readdirSync(folder).filter((name) => name.startsWith('test_')).map((name) => join(folder, name));
  const { passed, failed, reasons } = check(cases);
  assert.deepEqual(failed, []);
  // 379 of the 1,288 of ONNX 1.17 use nothing but what is supported.
  assert.ok(passed.length >= 379);
  // All but the operators that are not on the list.
  assert.deepEqual(
    reasons.map((line) => line.replace(/^\d+: /, '')).filter((line) => !line.startsWith('operators that')),
    [
      'AveragePool: only 2-D pooling is supported',
      'BatchNormalization: training mode is not supported',
      'Dropout: training mode is not supported',
      'MaxPool: only 2-D pooling is supported',
      'Resize: antialias is not supported',
      "Resize: mode 'cubic' is not supported",
      'input or output is not a tensor, which is not supported',
      'input or output: element type bfloat16 (16) is not supported',
      'input or output: element type float8e4m3fn (17) is not supported',
      'input or output: element type float8e4m3fnuz (18) is not supported',
      'input or output: element type float8e5m2 (19) is not supported',
      'input or output: element type float8e5m2fnuz (20) is not supported',
      'input or output: element type string (8) is not supported',
      'opset 1 is not read',
    ],
  );
});

test('the shapes of the light networks follow from those of their inputs', options, async () => {
  const folder = join((await testData()).onnx, 'light');
  const networks = readdirSync(folder).filter((name) => name.endsWith('.onnx')).map((name) => join(folder, name));
  const { passed, skipped, failed } = check(networks);
  assert.deepEqual([...failed, ...skipped], []);
  assert.equal(passed.length, 9);
});
