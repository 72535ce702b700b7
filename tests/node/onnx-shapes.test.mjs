// Reader and shape inference against the ONNX project's node tests. They are downloaded: part of test:full only.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { testData } from '../../tools/setup/data.mjs';

const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_check_shapes', import.meta.url));
const full = process.env.ZEROPOINT_FULL === '1';

test('types and shapes of the ONNX node tests are inferred as recorded', { skip: !full && 'part of npm run test:full' }, async () => {
  const folder = join((await testData(['onnx'])).onnx, 'node');
  const cases = readdirSync(folder).filter((name) => name.startsWith('test_')).map((name) => join(folder, name));
  const { stdout, status, signal } = spawnSync(program, cases, { encoding: 'utf8', maxBuffer: 1e8 });
  assert.equal(status, 0, `the program ended by ${signal}`);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, cases.length);
  assert.deepEqual(lines.filter((line) => line.startsWith('fail')), []);
  // 393 of the 1,288 of ONNX 1.17 use nothing but operators and types that are supported.
  assert.ok(lines.filter((line) => line.startsWith('pass')).length >= 393);
});
