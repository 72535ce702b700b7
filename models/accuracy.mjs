// node models/accuracy.mjs [name …] [--batch 100]: the accuracy of the committed networks on the whole test sets, by every
// program that can run them, and on how many images these disagree. `node tools/setup.mjs --data` brings the test sets.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answers, runners } from './common/accuracy.mjs';
import { networks, testSet } from './common/networks.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { batch: { type: 'string', default: '100' } } });
const unknown = positionals.find((name) => !networks[name]);
const batch = Number(values.batch);
if (unknown || !Number.isInteger(batch) || batch < 1) {
  console.error(`Usage: node models/accuracy.mjs [${Object.keys(networks).join('|')}] … [--batch N]`);
  process.exit(1);
}

const percent = (right, count) => `${((100 * right) / count).toFixed(2)} %`;

for (const name of positionals.length > 0 ? positionals : Object.keys(networks)) {
  const samples = await testSet(networks[name].set);
  const file = fileURLToPath(new URL(`${name}/${name}.onnx`, import.meta.url));
  console.log(`${name}: ${samples.length} test images`);
  let first;
  for (const [program, runner] of Object.entries(runners)) {
    const result = await answers(runner, file, samples.batches(batch));
    const differing = first && result.answers.filter((answer, i) => answer !== first.answers[i]).length;
    const compared = first ? `, ${differing} other than ${first.program}` : '';
    first ??= { program, ...result };
    console.log(`  ${`${program} ${runner.version}`.padEnd(26)}${String(result.right).padStart(6)} right, ${percent(result.right, samples.length)}${compared}`);
  }
}
