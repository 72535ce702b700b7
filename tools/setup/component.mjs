// A component is a folder of the prefix that exists either whole or not at all. Its name carries a hash of its
// recipe: clones whose recipes differ do not replace each other's, and nothing changes under a running build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { prefix } from './place.mjs';

const stampName = '.zeropoint.json';
const unfinished = '.unfinished-';

export const isUnfinished = (entry) => entry.startsWith(unfinished);

export function stampOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, stampName), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Where a component is or would be. */
export function componentFolder(name, recipe) {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 8);
  return join(prefix(), `${name}-${hash}`);
}

/** The component's folder if it is complete. Paths inside refer to where it was made, so a moved one is not. */
export function foundComponent(name, recipe) {
  const home = componentFolder(name, recipe);
  return stampOf(home)?.home === home ? home : undefined;
}

/**
 * The component's folder, made first if need be.
 * @param make (fresh, home) => facts: fills `fresh`, which then becomes `home`; the facts go into its stamp.
 */
export async function component(name, recipe, make) {
  const found = foundComponent(name, recipe);
  if (found) return found;
  const home = componentFolder(name, recipe);
  return withLock(join(prefix(), '.lock'), 'Another set-up is running; waiting for it.', async () => {
    if (foundComponent(name, recipe)) return home;
    for (const entry of readdirSync(prefix())) {
      if (isUnfinished(entry)) remove(join(prefix(), entry));
    }
    const fresh = join(prefix(), `${unfinished}${name}-${process.pid}`);
    mkdirSync(fresh, { recursive: true });
    try {
      const facts = await make(fresh, home);
      writeFileSync(join(fresh, stampName), `${JSON.stringify({ name, home, ...facts }, null, 2)}\n`);
      if (existsSync(home)) remove(home);
      renameSync(fresh, home);
    } catch (error) {
      remove(fresh);
      throw error;
    }
    return home;
  });
}

// A program of a killed set-up may still be writing there for a moment.
function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
