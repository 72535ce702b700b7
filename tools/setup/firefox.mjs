// A Firefox for a test of the page: one that is installed, else Debian's in the private prefix, without root.
import { existsSync } from 'node:fs';
import { canUnpack, unpackedBrowser } from './browser-packages.mjs';
import { SetupError } from './report.mjs';
import { run, tail, which } from './run.mjs';

const recipe = { revision: 1, packages: ['firefox-esr', 'fonts-dejavu-core', 'fonts-liberation'] };

function installed() {
  const places = {
    darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    win32: [`${process.env.ProgramFiles}\\Mozilla Firefox\\firefox.exe`],
  }[process.platform] ?? ['firefox-esr', 'firefox'].map((name) => which(name));
  return places.find((file) => file && existsSync(file));
}

/** { executablePath, env }: `env` is the whole environment. Undefined where there is none and none can be unpacked. */
export async function firefox() {
  const named = process.env.FIREFOX_PATH;
  if (named && !existsSync(named)) throw new SetupError(`FIREFOX_PATH names ${named}, which does not exist.`);
  const own = named ?? installed();
  if (own) return { executablePath: own, env: { ...process.env } };
  if (!canUnpack('firefox', recipe)) return undefined;
  const { executablePath, env } = await unpackedBrowser('firefox', 'Firefox', recipe, 'usr/lib/firefox-esr/firefox-esr');
  const { code, output } = await run(executablePath, ['--version'], { env });
  if (code !== 0) throw new SetupError(`The Firefox that was unpacked does not start: ${tail(output, 4)}\nInstall Firefox, or set FIREFOX_PATH to its program.`);
  // Its sandbox lets pages read no fonts in the prefix.
  return { executablePath, env: { ...process.env, ...env, MOZ_DISABLE_CONTENT_SANDBOX: '1' } };
}
