// npm run build: the package in dist/ and the page in dist-web/. --wasm, --package and --page build parts only.
import { buildPackage, buildWasm } from './build/package.mjs';
import { buildPage } from './build/page.mjs';
import { removeAptFiles } from './setup/apt.mjs';
import { checkNode } from './setup/native.mjs';
import { npmPackages } from './setup/npm.mjs';
import { SetupError, program, say, seconds } from './setup/report.mjs';

const parts = { '--wasm': [buildWasm], '--package': [buildPackage], '--page': [buildPage] };

await program(async (args) => {
  const unknown = args.find((arg) => !(arg in parts));
  if (unknown) throw new SetupError(`There is no option ${unknown}; there are ${Object.keys(parts).join(', ')}.`);
  const start = performance.now();
  checkNode();
  await npmPackages();
  const steps = args.length > 0 ? args.flatMap((arg) => parts[arg]) : [buildPackage, buildPage];
  for (const step of steps) await step();
  await removeAptFiles();
  say(`Up to date (${seconds(start)}).`);
});
