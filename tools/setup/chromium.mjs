// A Chromium for the browser tests: one that is installed, else Debian's in the private prefix, without root.
import { existsSync } from 'node:fs';
import { canUnpack, unpackedBrowser } from './browser-packages.mjs';
import { SetupError, say } from './report.mjs';
import { run, tail, which } from './run.mjs';

const recipe = { revision: 4, packages: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'] };

/** What every launch is given: nothing that reaches for the network by itself. */
export const chromiumFlags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function installed() {
  const places = {
    darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
    win32: [`${process.env.ProgramFiles}\\Google\\Chrome\\Application\\chrome.exe`],
  }[process.platform] ?? ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => which(name));
  return places.find((file) => file && existsSync(file));
}

async function complaintOf({ executablePath, env }) {
  const result = await run(executablePath, ['--version'], { env });
  return result.code === 0 ? undefined : tail(result.output, 4);
}

// Changes the system, so it is done only where it was asked for.
async function installAsRoot(complaint) {
  const reason = `The Chromium that was unpacked does not start: ${complaint}`;
  if (process.getuid() !== 0 || process.env.ZEROPOINT_APT_INSTALL !== '1') {
    throw new SetupError(`${reason}\n${byHand()} Or unpack it anew after node tools/setup.mjs --remove; or, as root, set ZEROPOINT_APT_INSTALL=1 to let this set-up call apt-get install chromium.`);
  }
  say(`${reason}\nInstalling it with apt-get, which changes this system.`);
  await run('apt-get', ['-q', 'update'], { show: true });
  const result = await run('apt-get', ['-q', '-y', '--no-install-recommends', 'install', 'chromium', 'fonts-liberation'], { show: true });
  if (result.code !== 0 || !installed()) throw new SetupError(`apt-get install chromium failed. ${byHand()}`);
  return { executablePath: installed(), env: {} };
}

function byHand() {
  const how = process.platform === 'darwin' ? 'brew install --cask google-chrome' : 'your package manager, or from the browser\'s own site';
  return `The browser tests need Chromium or Chrome. Install it (${how}), or set CHROMIUM_PATH to its program.`;
}

/**
 * What Playwright's `launch` needs: { executablePath, env, args }. `env` is the whole environment.
 * Unpacks Debian's Chromium first where none is installed.
 */
export async function chromium() {
  const { executablePath, env } = await find();
  return { executablePath, env: { ...process.env, ...env }, args: chromiumFlags };
}

async function find() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return { executablePath: named, env: {} };
    throw new SetupError(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  const own = installed();
  if (own) return { executablePath: own, env: {} };
  if (!canUnpack('chromium', recipe)) throw new SetupError(byHand());
  const unpacked = await unpackedBrowser('chromium', 'Chromium', recipe, 'usr/lib/chromium/chromium');
  const complaint = await complaintOf(unpacked);
  return complaint ? installAsRoot(complaint) : unpacked;
}
