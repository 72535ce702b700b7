// The tables of accuracy in the cards: what models/quantized.mjs measured, beside what the independent script of
// tests/data/fake_quant found of the same cell.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { networks } from '../../models/common/networks.mjs';
import { columns, expectedOf, rows } from '../../models/common/quantized-cells.mjs';
import { cardTable } from '../../models/common/quantized-table.mjs';

const read = (path) => readFileSync(new URL(`../../models/${path}`, import.meta.url), 'utf8');

for (const name of Object.keys(networks)) {
  test(`${name}: every cell is within half a point of the independent computation, and the card shows them`, (t) => {
    const result = JSON.parse(read(`${name}/quantized.json`));
    const differences = [];
    for (const row of rows()) {
      for (const column of row.columns) {
        const what = `${row.granularity} ${row.observer} W${column.join('A')}`;
        const cell = result.cells.find(({ granularity, observer, weightBits, activationBits }) =>
          granularity === row.granularity && observer === row.observer && weightBits === column[0] && activationBits === column[1]);
        assert.ok(cell, what);
        assert.equal(cell.expected, expectedOf(name, row, column), what);
        if (cell.expected === undefined) continue;
        const points = Math.abs(100 * (cell.correct - cell.expected)) / result.images;
        assert.ok(points <= 0.5, `${what}: ${points} points`);
        differences.push(points);
      }
    }
    assert.ok(differences.length >= 72, `${differences.length} cells are compared`);
    const card = read(`${name}/README.md`);
    assert.equal(cardTable(card, result, columns), card);
    t.diagnostic(`${differences.length} cells of ${result.cells.length}, at most ${Math.max(...differences).toFixed(2)} points apart`);
  });
}
