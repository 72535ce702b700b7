// npm run bench: builds the package, then runs tests/bench/run.mjs with the options given.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build/package.mjs';
import { buildPage } from './build/page.mjs';
import { checkNode } from './setup/native.mjs';
import { npmPackages } from './setup/npm.mjs';
import { root } from './setup/place.mjs';
import { SetupError, program } from './setup/report.mjs';

await program(async (args) => {
  const entry = join(root, 'tests/bench/run.mjs');
  if (!existsSync(entry)) throw new SetupError('There is no tests/bench/run.mjs.');
  checkNode();
  await npmPackages();
  await npmPackages(join(root, 'tests/bench')); // what it compares with
  await buildPackage();
  await buildPage();
  return new Promise((resolve) => spawn(process.execPath, [entry, ...args], { cwd: root, stdio: 'inherit' }).on('close', resolve));
});
