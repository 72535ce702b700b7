import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './report.mjs';

/**
 * Unpacks a .deb into `folder`, without its scripts.
 * @param only tar patterns of what to take, all of it by default
 * @param except tar patterns of what to leave out
 */
export function unpack(deb, folder, { only = [], except = [], strip = 0 } = {}) {
  mkdirSync(folder, { recursive: true });
  return new Promise((resolve, reject) => {
    const reader = spawn('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', 'pipe', 'inherit'] });
    const writer = spawn('tar', [
      '-x', '-C', folder, '--wildcards', '--no-same-owner', `--strip-components=${strip}`,
      ...['./usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/lintian', ...except].map((pattern) => `--exclude=${pattern}`),
      ...only,
    ], { stdio: ['pipe', 'inherit', 'inherit'] });
    reader.stdout.pipe(writer.stdin);
    // tar stops reading when it fails; its exit code tells.
    writer.stdin.on('error', () => {});
    writer.on('error', reject);
    reader.on('error', reject);
    writer.on('close', (code) => (code === 0 ? resolve() : reject(new SetupError(`${deb} could not be unpacked. Is the disk full?`))));
  });
}

/**
 * What LD_LIBRARY_PATH must be for programs unpacked into `fresh` once that is called `home`. Some packages keep
 * private libraries one folder deeper and refer to them by an absolute path, which is not there.
 */
export function libraryPath(fresh, home) {
  const folders = ['usr/lib', 'lib'].flatMap((folder) => inside(fresh, folder).filter((path) => /-linux-gnu\w*$/.test(path)));
  const deeper = folders.flatMap((folder) => inside(fresh, folder).filter((path) => inside(fresh, path).some((file) => /\.so(\.|$)/.test(file))));
  return [...folders, ...deeper].map((folder) => join(home, folder)).join(':');
}

function inside(top, folder) {
  const path = join(top, folder);
  return existsSync(path) && statSync(path).isDirectory() ? readdirSync(path).map((name) => `${folder}/${name}`) : [];
}
