// npm start: sets up, builds, and serves the page. With --dev, Vite's development server instead.
import { buildPackage } from './build/package.mjs';
import { buildPage, viteConfig } from './build/page.mjs';
import { removeAptFiles } from './setup/apt.mjs';
import { checkNode } from './setup/native.mjs';
import { npmPackages } from './setup/npm.mjs';
import { SetupError, program, say } from './setup/report.mjs';

const port = 4173;

await program(async (args) => {
  const dev = args.includes('--dev');
  if (args.some((arg) => arg !== '--dev')) throw new SetupError('npm start takes no option but --dev (npm start -- --dev).');
  checkNode();
  await npmPackages();
  await buildPackage();
  if (!dev) await buildPage();
  await removeAptFiles();

  const vite = await import('vite');
  // Vite takes the next free port when this one is in use.
  const address = { host: '127.0.0.1', port, strictPort: false };
  const server = dev
    ? await (await vite.createServer(viteConfig({ server: address }))).listen()
    : await vite.preview(viteConfig({ preview: address }));
  say(`The page is at ${server.resolvedUrls.local[0]}  (Ctrl+C ends it)`);
});
