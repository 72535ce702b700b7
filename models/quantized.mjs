// node models/quantized.mjs [name …] [--limit 1000] [--batch 250]: the accuracy of the demo networks in integers on the
// whole test sets, in every configuration of the tables, beside what the independent script of tests/data/fake_quant
// found. Writes models/<name>/quantized.json and the table in the card; with --limit it only prints.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadZeropoint } from 'zeropoint';
import { top1 } from './common/accuracy.mjs';
import { calibrationSet, networkFile, networks, testSet } from './common/networks.mjs';
import { columns, expectedOf, recipeOf, rows } from './common/quantized-cells.mjs';
import { cardTable } from './common/quantized-table.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '0' }, batch: { type: 'string', default: '250' } },
});
const unknown = positionals.find((name) => !networks[name]);
const [limit, batch] = [Number(values.limit), Number(values.batch)];
if (unknown || !Number.isInteger(limit) || limit < 0 || !Number.isInteger(batch) || batch < 1) {
  console.error(`Usage: node models/quantized.mjs [${Object.keys(networks).join('|')}] … [--limit N] [--batch N]`);
  process.exit(1);
}

async function batchesOf(samples) {
  const all = [];
  let count = 0;
  for await (const part of samples.batches(batch)) {
    if (limit > 0 && count >= limit) break;
    all.push(part);
    count += part.shape[0];
  }
  return all;
}

function rightAnswers(network, batches) {
  return batches.reduce((right, { data, shape, labels }) => {
    const { logits } = network.run({ input: { data, shape } });
    return right + top1(logits.data, 10).filter((answer, i) => answer === labels[i]).length;
  }, 0);
}

async function measure(zp, name) {
  const { set } = networks[name];
  const batches = await batchesOf(await testSet(set));
  const images = batches.reduce((sum, { shape }) => sum + shape[0], 0);
  const model = zp.loadModel(readFileSync(networkFile(name)), { inputShapes: { input: [1, ...networks[name].shape] } });
  const layers = model.layers;
  model.dispose();
  const open = zp.loadModel(readFileSync(networkFile(name)));
  // One image at a time, so that the moving average has as many steps as images.
  const calibration = await open.calibrate((await calibrationSet(set)).batches(1), { averagingConstant: 0.01 });
  const result = { network: name, images, float: rightAnswers(open, batches), cells: [] };
  for (const row of rows()) {
    for (const column of row.columns) {
      const quantized = open.quantize(calibration, recipeOf(row, column, layers));
      const correct = rightAnswers(quantized, batches);
      quantized.dispose();
      const expected = limit > 0 ? undefined : expectedOf(name, row, column);
      result.cells.push({ granularity: row.granularity, observer: row.observer, weightBits: column[0], activationBits: column[1], correct, ...(expected !== undefined && { expected }) });
      console.log(`${name}  ${row.granularity.padEnd(8)}${row.observer.padEnd(15)}W${column.join('A')}  ${((100 * correct) / images).toFixed(2)} %${expected === undefined ? '' : `  (independent: ${((100 * expected) / images).toFixed(2)} %)`}`);
    }
  }
  calibration.dispose();
  open.dispose();
  return result;
}

const zp = await loadZeropoint();
for (const name of positionals.length > 0 ? positionals : Object.keys(networks)) {
  const result = await measure(zp, name);
  if (limit > 0) continue;
  writeFileSync(fileURLToPath(new URL(`${name}/quantized.json`, import.meta.url)), `${JSON.stringify(result, null, 1)}\n`);
  const card = fileURLToPath(new URL(`${name}/README.md`, import.meta.url));
  writeFileSync(card, cardTable(readFileSync(card, 'utf8'), result, columns));
}
