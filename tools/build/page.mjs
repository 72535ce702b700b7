// The static page in dist-web/, by Vite.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';
import { SetupError, say, seconds } from '../setup/report.mjs';
import { alone } from './cmake.mjs';
import { unlessCurrent } from './fingerprint.mjs';
import { dist } from './package.mjs';
import { buildServiceWorker } from './service-worker.mjs';

export const web = join(root, 'web');
export const distWeb = join(root, 'dist-web');

/** Vite's configuration; web/vite.config.ts, where there is one, is merged with it. */
export function viteConfig(overrides = {}) {
  const config = ['ts', 'mts', 'js', 'mjs'].map((ending) => join(web, `vite.config.${ending}`)).find((file) => existsSync(file));
  return {
    root: web,
    configFile: config ?? false,
    // Relative addresses, so that the page works from any folder of any host.
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { alias: [{ find: /^zeropoint$/, replacement: join(dist, 'index.js') }, { find: /^zeropoint\/worker$/, replacement: join(dist, 'worker.js') }] },
    worker: { format: 'es' },
    // The Content-Security-Policy has no place for data: modules, and workers and wasm must be files anyway.
    build: { outDir: distWeb, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', reportCompressedSize: false },
    ...overrides,
  };
}

async function make() {
  const start = performance.now();
  const vite = await import('vite');
  try {
    await vite.build(viteConfig());
  } catch (error) {
    throw new SetupError(`The page does not build.\n${error.message}`);
  }
  await buildServiceWorker(web, distWeb);
  say(`Page: built in ${seconds(start)}.`);
}

/** Brings dist-web/ up to date; dist/ has to be already. */
export async function buildPage() {
  if (!existsSync(join(web, 'index.html'))) throw new SetupError('There is no web/index.html to build the page from.');
  const inputs = [web, dist, join(root, 'package-lock.json'), join(root, 'tools/build/page.mjs'), join(root, 'tools/build/service-worker.mjs')];
  await alone(() => unlessCurrent('page', inputs, distWeb, make));
}
