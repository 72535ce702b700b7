// Where things are. One private prefix holds everything that is downloaded; all clones share it.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

export const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

export function prefix() {
  if (process.env.ZEROPOINT_TOOLS) return resolve(process.env.ZEROPOINT_TOOLS);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zeropoint', version);
}
