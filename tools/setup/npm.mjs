import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './place.mjs';
import { SetupError, say, seconds } from './report.mjs';
import { run } from './run.mjs';

const stamp = join(root, 'node_modules/.zeropoint-lock');

// Native parts of packages are chosen by platform, so a folder shared between systems is not taken for its own.
function wanted() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

/** The development dependencies, as the lock file has them. */
export async function npmPackages() {
  if (upToDate()) return;
  await withLock(join(root, 'build/.lock'), 'Another command is at work in this checkout; waiting for it.', async () => {
    if (upToDate()) return;
    say('npm packages: installing.');
    const start = performance.now();
    const result = await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'], { cwd: root });
    if (result.code !== 0) throw new SetupError(`npm ci failed. Is there a network?\n${result.output.trimEnd().split('\n').slice(0, 12).join('\n')}`);
    writeFileSync(stamp, wanted());
    say(`npm packages: installed in ${seconds(start)}.`);
  });
}
