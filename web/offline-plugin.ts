// Writes sw.js after the build: the service worker with the list of all files of the page in it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import type { Plugin } from 'vite';

const worker = fileURLToPath(new URL('./src/offline/service-worker.ts', import.meta.url));
const leftOut = /\.(md|map)$/; // for people who read the folder

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function offline(): Plugin {
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved: (config) => void (folder = config.build.outDir),
    closeBundle: async () => {
      const entries = files(folder)
        .filter((file) => !leftOut.test(file) && !file.endsWith(`${sep}sw.js`))
        .map((file) => ({
          url: relative(folder, file).split(sep).join('/'),
          revision: createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16),
        }));
      await build({
        entryPoints: [worker],
        outfile: join(folder, 'sw.js'),
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2022',
        define: { 'process.env.NODE_ENV': '"production"', __PAGE_FILES__: JSON.stringify(entries) },
        logLevel: 'warning',
      });
    },
  };
}
