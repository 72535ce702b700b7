// One at a time, across processes. The kernel holds the lock through util-linux's flock, so that it is gone
// the moment its holder dies, however it dies; no stale lock can be left behind.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { say } from './report.mjs';
import { which } from './run.mjs';

function hold(file, args) {
  return new Promise((resolve) => {
    // cat ends when our end of the pipe closes, which the kernel sees to even if we are killed.
    const child = spawn('flock', [...args, file, '-c', 'echo held; exec cat >/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => resolve(child));
    child.once('close', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
}

/**
 * Runs `work` while holding the lock `file`; waits for whoever has it, saying `waiting`.
 * Where there is no flock (macOS, Windows) nothing is downloaded, and the work runs unlocked.
 */
export async function withLock(file, waiting, work) {
  if (!which('flock')) return work();
  mkdirSync(dirname(file), { recursive: true });
  let holder = await hold(file, ['-n']);
  if (!holder) {
    say(waiting);
    holder = await hold(file, []);
  }
  try {
    return await work();
  } finally {
    if (holder) {
      const closed = new Promise((resolve) => holder.once('close', resolve));
      holder.stdin.end();
      await closed;
    }
  }
}
