// The npm package in dist/: JavaScript by esbuild, types by tsc, and the two WebAssembly files.
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';
import { SetupError, say, seconds } from '../setup/report.mjs';
import { run } from '../setup/run.mjs';
import { alone, cmakeBuild } from './cmake.mjs';
import { unlessCurrent } from './fingerprint.mjs';

export const dist = join(root, 'dist');
export const variants = ['scalar', 'simd128'];

const source = join(root, 'bindings/js');
// Each is a file of its own in dist/; what they share goes into chunks beside them.
const entries = ['index', 'node', 'samples', 'worker', 'worker-thread'];

const built = (variant, ending) => join(root, `build/wasm-${variant}/bindings/zeropoint-${variant}.${ending}`);

/** Builds both WebAssembly modules. */
export async function buildWasm() {
  for (const variant of variants) await cmakeBuild(`wasm-${variant}`, ['zeropoint']);
}

async function bundle(outdir) {
  const { build } = await import('esbuild');
  const options = {
    bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'inline', logLevel: 'silent',
    entryPoints: entries.map((name) => join(source, `${name}.ts`)), outdir, chunkNames: '[name]-[hash]',
    external: ['node:*', 'sharp'],
    alias: Object.fromEntries(variants.map((variant) => [`#glue/${variant}`, built(variant, 'mjs')])),
  };
  const result = await build(options).catch((error) => error);
  if (result.errors.length > 0) {
    const { formatMessages } = await import('esbuild');
    throw new SetupError((await formatMessages(result.errors, { kind: 'error' })).join(''));
  }
}

/** Runs TypeScript's compiler on a project; its complaints, or undefined. */
export async function tsc(project, args = []) {
  const result = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, ...args], { cwd: root });
  return result.code === 0 ? undefined : result.output;
}

async function make() {
  const start = performance.now();
  const fresh = join(root, 'build/dist');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const [, complaints] = await Promise.all([bundle(fresh), tsc(source, ['--outDir', fresh])]);
  if (complaints) throw new SetupError(complaints);
  for (const variant of variants) copyFileSync(built(variant, 'wasm'), join(fresh, `zeropoint-${variant}.wasm`));
  // Whoever reads dist/ meanwhile meets either the old one or the new one, hardly ever neither.
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  say(`Package: built in ${seconds(start)}.`);
}

/** Brings dist/ up to date. */
export async function buildPackage() {
  await buildWasm();
  const inputs = [
    source, join(root, 'package.json'), join(root, 'package-lock.json'), join(root, 'tools/build/package.mjs'),
    ...variants.flatMap((variant) => [built(variant, 'mjs'), built(variant, 'wasm')]),
  ];
  await alone(() => unlessCurrent('package', inputs, dist, make));
}
