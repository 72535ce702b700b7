// The README's lines of JavaScript run and give what their comments say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const root = fileURLToPath(new URL('../../', import.meta.url));

test('the six lines of the README', () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(text);
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

test('the lines about networks', () => {
  const [, code] = /## Networks[\s\S]*?```js\n([\s\S]*?)```/.exec(text);
  const kept = code.replace('net.dispose();', '');
  const program = `${kept}
    console.log(JSON.stringify({ inputs: net.inputs, shape: logits.shape, length: logits.data.length, type: logits.type, layer: net.layers[0] }));`;
  const said = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' }));
  assert.deepEqual(said.inputs, [{ name: 'input', type: 'float32', shape: ['batch', 1, 28, 28] }]);
  assert.deepEqual([said.type, said.shape, said.length], ['float32', [2, 10], 20]);
  const { operator, activation, parameters, macs } = said.layer;
  assert.deepEqual({ operator, activation, parameters, macs }, { operator: 'Conv', activation: { min: 0, max: 6 }, parameters: 160, macs: null });
});

test('the command about networks', () => {
  const [, options] = /npx zeropoint (inspect .*?) +#/.exec(text);
  const said = execFileSync(process.execPath, ['dist/cli.js', ...options.split(' ')], { cwd: root, encoding: 'utf8' });
  // 16 channels of 3 × 3 taps and a bias; 28 × 28 places.
  assert.match(said, /Conv \+ Clip 0 to 6 +\[1, 16, 28, 28\] +160 +112,896$/m);
});

test('the lines about quantizing a network', () => {
  const [, code] = /## Quantizing a network[\s\S]*?```js\n([\s\S]*?)```/.exec(text);
  const program = `${code.replace(/await writeFile.*/, '')}
    console.log(JSON.stringify({ size: int8.size, logits: logits.data.length, file: int8.toOnnx().length }));`;
  const said = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' }));
  const [, printed] = /int8\.size; \/\/ (\{.*\})/.exec(code);
  assert.deepEqual(said.size, JSON.parse(printed.replace(/(\w+):/g, '"$1":')));
  assert.equal(said.logits, 10);
  assert.ok(said.file > 20_000);
});
