import { fileURLToPath } from 'node:url';

import { defineConfig, type Plugin } from 'vite';

import { offline } from './offline-plugin.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Vite's development server injects <style> elements and inline scripts, which the page's policy forbids.
const withoutPolicyInDevelopment: Plugin = {
  name: 'without-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/\s*<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
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
  },
  worker: { format: 'es' },
  plugins: [withoutPolicyInDevelopment, offline()],
});
