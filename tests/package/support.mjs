// A folder in which the packed package is installed, and pages that use it from there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { relaxedSimd } from 'wasm-feature-detect';
import { launch, serve, watchedPage } from '../browser/support.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The kernels that `auto` takes; in older releases of Node relaxed SIMD is behind a flag. */
export const fastest = { node: (await relaxedSimd()) ? 'relaxed' : 'simd128', browser: 'relaxed' };

export function consumer() {
  const folder = mkdtempSync(join(tmpdir(), 'zeropoint-package-'));
  const run = (command, args, cwd = folder) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (name, text) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const install = () => {
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
    write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    run('npm', ['install', '--no-audit', '--no-fund', '--offline', join(folder, filename)]);
  };
  /** What TypeScript complains about; `resolution` is `bundler` or `nodenext`. */
  const tsc = (file, resolution) => {
    const args = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom',
      '--types', '', '--module', resolution === 'bundler' ? 'esnext' : resolution, '--moduleResolution', resolution, file];
    try {
      return run(process.execPath, args);
    } catch (error) {
      return error.stdout;
    }
  };
  return { folder, run, write, install, tsc, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src data:";
export const page = (script) => `<!doctype html><html lang="en"><title>test</title>
  <link rel="icon" href="data:,">  <meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="${script}"></script></html>`;

/** The end of a page's script: its answer becomes the title. */
export const show = 'document.title = JSON.stringify(answer);';

/** Opens a served folder and reads what its script put into the title. */
export async function answerOf(from) {
  const { address, close } = await serve(from);
  const browser = await launch();
  try {
    const { page: opened, complaints } = await watchedPage(browser, address);
    await opened.goto(address);
    await opened.waitForFunction(() => document.title.startsWith('{'), undefined, { timeout: 30_000 }).catch(() => {});
    assert.deepEqual(complaints, []);
    return JSON.parse(await opened.title());
  } finally {
    await browser.close();
    await close();
  }
}
