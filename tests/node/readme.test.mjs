// The README's lines of JavaScript run and give what their comments say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the six lines of the README', () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  assert.equal(code.trim().split('\n').length, 6);
  const program = `${code}
    console.log(JSON.stringify({ p, q: [...q], r: [...r], psnr: metrics.psnr, width: image.width }));`;
  const before = 'globalThis.imageData = { data: new Uint8ClampedArray(4 * 16).fill(9), width: 4, height: 4 };';
  // Imports are hoisted; the picture has to be there when the lines run.
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', `${before}\n${program}`], { cwd: root, encoding: 'utf8' });
  const { p, q, r, psnr, width } = JSON.parse(said);
  assert.match(String(p.scale), /^0\.01176/);
  assert.equal(p.zeroPoint, 85);
  assert.deepEqual(q, [0, 85, 127, 255]);
  assert.deepEqual([r[0], r[1], r[3]], [-1, 0, 2]);
  assert.match(String(r[2]), /^0\.494/);
  assert.equal(psnr, null); // Infinity: one colour is kept exactly
  assert.equal(width, 4);
});
