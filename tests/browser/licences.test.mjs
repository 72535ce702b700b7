// The notices that the bundled libraries ask for are on the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serve } from './support.mjs';

test('licences.txt holds the licence of every bundled library', async () => {
  const { address, close } = await serve();
  try {
    const answer = await fetch(`${address}licences.txt`);
    assert.equal(answer.status, 200);
    const text = await answer.text();
    for (const library of ['preact', '@preact/signals', 'katex', 'd3-scale']) assert.ok(text.includes(`## ${library} `), library);
    assert.match(text, /Permission is hereby granted/);
  } finally {
    await close();
  }
});
