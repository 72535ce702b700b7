import { lstatSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { isUnfinished, stampOf } from './component.mjs';
import { withLock } from './lock.mjs';
import { prefix } from './place.mjs';
import { megabytes, say } from './report.mjs';

function sizeOf(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, entry) => sum + sizeOf(join(path, entry)), 0);
}

// Only what these tools made: $ZEROPOINT_TOOLS may name a folder that holds other things as well.
function entries() {
  try {
    return readdirSync(prefix()).filter(isOurs).sort();
  } catch {
    return [];
  }
}

function isOurs(entry) {
  return entry === 'apt' || isUnfinished(entry) || stampOf(join(prefix(), entry)) !== undefined;
}

/** Prints what the prefix holds. */
export function printInventory() {
  const found = entries();
  if (found.length === 0) return say(`Nothing is in ${prefix()}.`);
  say(prefix());
  let total = 0;
  for (const entry of found) {
    const bytes = sizeOf(join(prefix(), entry));
    total += bytes;
    say(`  ${megabytes(bytes).padStart(8)}  ${entry.padEnd(22)} ${stampOf(join(prefix(), entry))?.summary ?? ''}`.trimEnd());
  }
  say(`  ${megabytes(total).padStart(8)}  in all`);
}

/** Removes the prefix and says what went. */
export async function removeInventory() {
  if (entries().length === 0) return say(`Nothing is in ${prefix()}.`);
  await withLock(join(prefix(), '.lock'), 'A set-up is running; waiting for it.', () => {
    for (const entry of entries()) {
      const path = join(prefix(), entry);
      const bytes = sizeOf(path);
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      say(`Removed ${path} (${megabytes(bytes)}).`);
    }
    rmSync(join(prefix(), '.lock'), { force: true });
    if (readdirSync(prefix()).length === 0) rmdirSync(prefix());
  });
}
