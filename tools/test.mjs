// npm test: sets up what is missing, runs every step, and ends with one line: "N passed, N failed".
// --only a,b runs some steps; --full (npm run test:full) tells the tests to do their long parts as well.
import { removeAptFiles } from './setup/apt.mjs';
import { emscripten } from './setup/emscripten.mjs';
import { headers } from './setup/headers.mjs';
import { checkCompiler, checkNode, cmakeGenerator } from './setup/native.mjs';
import { npmPackages } from './setup/npm.mjs';
import { SetupError, program, say, seconds } from './setup/report.mjs';

async function chosen(args) {
  if (args.includes('--full')) process.env.ZEROPOINT_FULL = '1';
  const { steps } = await import('./test/steps.mjs');
  const only = args.filter((arg) => arg !== '--full');
  if (only.length === 0) return steps;
  const keys = only[0] === '--only' && only.length === 2 ? only[1].split(',') : [];
  const unknown = keys.filter((key) => !steps.some((step) => step.key === key));
  if (keys.length === 0 || unknown.length > 0) {
    throw new SetupError(`Options: --full, --only a,b with steps of ${steps.map((step) => step.key).join(', ')}.`);
  }
  return steps.filter((step) => keys.includes(step.key));
}

async function setUp() {
  checkNode();
  await cmakeGenerator();
  checkCompiler();
  await npmPackages();
  await emscripten();
  await headers();
}

async function carryOut(step) {
  try {
    return await step.run();
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof SetupError ? error.message : error.stack };
  }
}

await program(async (args) => {
  const start = performance.now();
  const steps = await chosen(args);
  await setUp();
  const sum = { passed: 0, failed: 0 };
  const broken = [];
  for (const step of steps) {
    const begin = performance.now();
    say(`\n${step.title} (${step.key})`);
    const { passed, failed, output, always } = await carryOut(step);
    if (always) say(always);
    if (failed > 0) {
      say(output.trimEnd());
      broken.push(step.title);
    }
    say(`  ${passed} passed, ${failed} failed, ${seconds(begin)}`);
    sum.passed += passed;
    sum.failed += failed;
  }
  await removeAptFiles();
  say(`\nAll steps: ${seconds(start)}.${broken.length > 0 ? ` Failed: ${broken.join('; ')}.` : ''}`);
  say(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
});
