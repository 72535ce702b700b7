// The kernel of every layer is the one that the committed table names: no slow path slips in unseen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chosenKernels, networks, parsed, table } from '../data/networks/chosen-kernels.mjs';

const wanted = parsed(readFileSync(table, 'utf8'));

test('the table of kernels has the networks that are looked at', () => {
  assert.deepEqual([...wanted.keys()], networks.map(({ name }) => name));
});

for (const network of networks) {
  test(`${network.name}: every layer is computed by the kernel that the table names`, () => {
    assert.deepEqual(chosenKernels(network), wanted.get(network.name));
  });
}
