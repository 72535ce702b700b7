// A Chromium for the browser tests: one that is installed, else Debian's in the private prefix, without root.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, packageClosure } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { SetupError, say } from './report.mjs';
import { run, tail, which } from './run.mjs';
import { libraryPath, unpack } from './unpack.mjs';

const recipe = { revision: 4, packages: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'] };

// In the closure through scripts that start programs and mount disks; a headless browser loads none of it.
const unneeded = /^((lib)?perl|lib.*-perl$|systemd|libsystemd-shared|mount$|dpkg$|tar$|usrmerge|adwaita-icon-theme|libgl1-mesa-dri|libllvm|libz3|x11-utils|xdg-utils)/;

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

// Only these fonts: what a page measures must not depend on the fonts of the machine.
const fontsConf = (home) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${home}/usr/share/fonts</dir>
  <cachedir>${home}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>Arial</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>Courier New</family><prefer><family>Liberation Mono</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

async function make(fresh, home) {
  const { codename } = debianLike();
  const packages = (await packageClosure(codename, recipe.packages)).filter((name) => !unneeded.test(name));
  const debs = await download(codename, packages, join(fresh, 'debs'), 'Chromium');
  for (const deb of debs) await unpack(deb.file, fresh, { except: ['./etc', './usr/share/icons'] });
  rmSync(join(fresh, 'debs'), { recursive: true });
  mkdirSync(join(fresh, 'font-cache'));
  writeFileSync(join(fresh, 'fonts.conf'), fontsConf(home));
  const libraries = libraryPath(fresh, home);
  const versions = Object.fromEntries(debs.map((deb) => [deb.name, deb.version]));
  return { summary: `Chromium ${versions.chromium}`, libraries, packages: versions };
}

function fromPrefix(home) {
  const { libraries } = JSON.parse(readFileSync(join(home, '.zeropoint.json'), 'utf8'));
  return {
    executablePath: join(home, 'usr/lib/chromium/chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(home, 'fonts.conf') },
  };
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
  if (!foundComponent('chromium', recipe) && debianLike()?.id !== 'debian') throw new SetupError(byHand());
  const unpacked = fromPrefix(await component('chromium', recipe, make));
  const complaint = await complaintOf(unpacked);
  return complaint ? installAsRoot(complaint) : unpacked;
}
