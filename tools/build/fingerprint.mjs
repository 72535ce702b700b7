// Whether something must be made again, by the content of what it is made from: time stamps change with every
// clone and checkout.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../setup/place.mjs';

/** All files below a folder (or the one file), sorted, without node_modules. */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).filter((name) => name !== 'node_modules').sort().flatMap((name) => filesBelow(join(path, name)));
}

export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(`${relative(root, file)}\0${statSync(file).size}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Calls `make` unless `output` was made from the same `inputs` before. Says whether it did. */
export async function unlessCurrent(name, inputs, output, make) {
  const stamp = join(root, 'build', `${name}.fingerprint`);
  const wanted = fingerprint(inputs);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}
