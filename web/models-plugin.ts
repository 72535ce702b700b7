// The demo networks and their images, from models/, as plain files of the page under ./models.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('../models/', import.meta.url));
const networks = ['fashion-mobile', 'digits', 'cifar-resnet8'];
const published = /\.gz$|README\.md$|licence/; // images, and under which terms they come

/** Where each file lies on the page, and in models/. */
function files(): Map<string, string> {
  const data = readdirSync(`${source}data`).filter((name) => published.test(name));
  return new Map([
    ...networks.map((name) => [`models/${name}.onnx`, `${source}${name}/${name}.onnx`] as const),
    ...data.map((name) => [`models/data/${name}`, `${source}data/${name}`] as const),
  ]);
}

export function models(): Plugin {
  return {
    name: 'models',
    configureServer: (server) => {
      const found = files();
      server.middlewares.use((request, response, next) => {
        const file = found.get((request.url ?? '').replace(/^\/|\?.*$/g, ''));
        if (file === undefined) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(readFileSync(file));
      });
    },
    generateBundle() {
      for (const [fileName, file] of files()) this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
    },
  };
}
