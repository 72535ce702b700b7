import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './place.mjs';
import { SetupError, say, seconds } from './report.mjs';
import { run } from './run.mjs';

const stampOf = (folder) => join(folder, 'node_modules/.zeropoint-lock');

// Native parts of packages are chosen by platform, so a folder shared between systems is not taken for its own.
function wanted(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

const upToDate = (folder) => existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === wanted(folder);

/** The development dependencies, as the lock file has them; those of a folder with a package.json of its own. */
export async function npmPackages(folder = root) {
  if (upToDate(folder)) return;
  await withLock(join(root, 'build/.lock'), 'Another command is at work in this checkout; waiting for it.', async () => {
    if (upToDate(folder)) return;
    say('npm packages: installing.');
    const start = performance.now();
    const result = await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
    if (result.code !== 0) throw new SetupError(`npm ci failed. Is there a network?\n${result.output.trimEnd().split('\n').slice(0, 12).join('\n')}`);
    writeFileSync(stampOf(folder), wanted(folder));
    say(`npm packages: installed in ${seconds(start)}.`);
  });
}
