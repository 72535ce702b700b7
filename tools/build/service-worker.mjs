// web/service-worker.ts becomes dist-web/service-worker.js. The files it keeps for use offline are listed here, when
// all of them exist, in place of the name `self.__WB_MANIFEST` (Workbox's own convention).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { filesBelow } from './fingerprint.mjs';

// Vite puts a hash of the content into the names of these.
const named = /^assets\/.*-[\w-]{8}\.\w+$/;

function manifest(folder) {
  return filesBelow(folder).map((file) => {
    const url = relative(folder, file).split(sep).join('/');
    return { url, revision: named.test(url) ? null : createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16) };
  });
}

export async function buildServiceWorker(web, folder) {
  const entry = join(web, 'service-worker.ts');
  if (!existsSync(entry)) return;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [entry], outfile: join(folder, 'service-worker.js'), bundle: true, minify: true, format: 'iife', target: 'es2022',
    logLevel: 'error',
    define: { 'self.__WB_MANIFEST': JSON.stringify(manifest(folder)), 'process.env.NODE_ENV': '"production"' },
  });
}
