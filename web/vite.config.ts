import { fileURLToPath } from 'node:url';

import { defineConfig, type Plugin } from 'vite';

import { models } from './models-plugin.ts';
import { offline } from './offline-plugin.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Vite's development server injects <style> elements and inline scripts, which the page's policy forbids.
const withoutPolicyInDevelopment: Plugin = {
  name: 'without-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/\s*<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

// A plain script, which Vite would rather bundle: it has to run before the first paint.
const themeFirst: Plugin = {
  name: 'theme-first',
  transformIndexHtml: () => [{ tag: 'script', attrs: { src: './theme.js' }, injectTo: 'head-prepend' }],
};

// Every browser that runs the page reads woff2; KaTeX's other fonts would only be copied.
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform: (code, id) =>
    /katex.*\.css$/.test(id) ? code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(['"]?\w+['"]?\)/g, '') : undefined,
};

export default defineConfig({
  root: here('.'),
  base: './', // any sub-path of any host
  resolve: {
    alias: {
      'zeropoint/worker': here('../dist/worker.js'),
      zeropoint: here('../dist/index.js'),
    },
  },
  server: { fs: { allow: [here('..')] } },
  build: {
    outDir: here('../dist-web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // the policy allows no data: URLs but for images
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' }, // of what is bundled; each asks for its notice
  },
  worker: { format: 'es' },
  plugins: [withoutPolicyInDevelopment, themeFirst, woff2Only, models(), offline()],
});
