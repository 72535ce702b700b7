// The static page in dist-web/, by Vite as web/vite.config.ts says.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../setup/place.mjs';
import { SetupError, say, seconds } from '../setup/report.mjs';
import { alone } from './cmake.mjs';
import { unlessCurrent } from './fingerprint.mjs';
import { dist } from './package.mjs';

const web = join(root, 'web');
export const distWeb = join(root, 'dist-web');

export const viteConfig = (more = {}) => ({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn', ...more });

async function make() {
  const start = performance.now();
  const vite = await import('vite');
  // A plugin that fails because the build did would hide why.
  let cause;
  const keepCause = { name: 'keep-cause', buildEnd: (error) => void (cause ??= error) };
  try {
    await vite.build(viteConfig({ plugins: [keepCause], build: { rolldownOptions: { checks: { pluginTimings: false } } } }));
  } catch (error) {
    // What is left of a failed build must not be taken for a page.
    rmSync(distWeb, { recursive: true, force: true });
    throw new SetupError(`The page does not build.\n${stripVTControlCharacters((cause ?? error).message)}`);
  }
  say(`Page: built in ${seconds(start)}.`);
}

/** Brings dist-web/ up to date; dist/ has to be already. */
export async function buildPage() {
  if (!existsSync(join(web, 'index.html'))) throw new SetupError('There is no web/index.html to build the page from.');
  const inputs = [web, dist, join(root, 'models'), join(root, 'package-lock.json'), join(root, 'tools/build/page.mjs')];
  await alone(() => unlessCurrent('page', inputs, distWeb, make));
}
