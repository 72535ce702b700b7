// Networks and images that the tests of quantization share.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ZeropointError } from 'zeropoint';
import { loadSamples } from 'zeropoint/samples';
import { model, node, tensor, value } from './onnx-writer.mjs';

const models = fileURLToPath(new URL('../../models/', import.meta.url));

export const demoFile = (name) => `${models}${name}/${name}.onnx`;
export const demo = (zp, name) => zp.loadModel(readFileSync(demoFile(name)));
export const imagesOf = (name, options) => loadSamples(`${models}data/${name}`, options);

/** Batches as a network takes them. */
export async function* inputsOf(samples, size = 64) {
  for await (const { data, shape } of samples.batches(size)) yield { input: { data, shape } };
}

/** The same numbers in every run. */
export const numbers = (length, seed = 1) => Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * (seed + 0.618)) * 2);

/** Conv 2→4 with Relu, a mean over each map, Gemm 4→3. */
export const small = (seed = 1) => model({
  nodes: [
    node('Conv', ['x', 'w', 'b'], ['c'], { pads: [1, 1, 1, 1] }, 'first'), node('Relu', ['c'], ['r']),
    node('GlobalAveragePool', ['r'], ['p'], {}, 'pool'), node('Flatten', ['p'], ['f'], {}, 'flatten'),
    node('Gemm', ['f', 'g', 'h'], ['y'], {}, 'last'),
  ],
  inputs: [value('x', ['batch', 2, 4, 4])], outputs: [value('y', ['batch', 3])],
  weights: [
    tensor('w', [4, 2, 3, 3], numbers(72, seed)), tensor('b', [4], numbers(4, 3)),
    tensor('g', [4, 3], numbers(12, 4)), tensor('h', [3], numbers(3, 5)),
  ],
});
export const smallBatches = (count, size = 3) => Array.from({ length: count }, (_, i) => ({ x: numbers(32 * size, i + 2) }));

export function refuses(code, message, work) {
  assert.throws(work, (error) => isError(error, code, message));
}
export async function rejects(code, message, promise) {
  await assert.rejects(promise, (error) => isError(error, code, message));
}
function isError(error, code, message) {
  assert.ok(error instanceof ZeropointError, `${error?.stack ?? error}`);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
}
