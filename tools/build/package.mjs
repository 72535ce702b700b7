// The npm package in dist/: JavaScript by esbuild, types by tsc, and the WebAssembly files.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';
import { SetupError, say, seconds } from '../setup/report.mjs';
import { run } from '../setup/run.mjs';
import { alone, cmakeBuild } from './cmake.mjs';
import { unlessCurrent } from './fingerprint.mjs';

export const dist = join(root, 'dist');
/** Names of kernels. */
export const variants = ['scalar', 'simd128', 'relaxed'];
/** Of each module there is one a variant. */
export const modules = { all: 'zeropoint', runtime: 'zeropoint-runtime' };

const source = join(root, 'bindings/js');
const cli = join(root, 'bindings/cli');
// What esbuild puts into dist/, the last ones with all that they need.
const bundled = ['comlink', 'wasm-feature-detect', 'commander', 'cli-progress', 'string-width', 'strip-ansi', 'ansi-regex', 'emoji-regex', 'is-fullwidth-code-point'];
// Each is a file of its own in dist/; what they share goes into chunks beside them.
const entries = ['index', 'node', 'samples', 'worker', 'worker-thread'];
// These share nothing, so that a page waits for one file.
const whole = ['runtime', 'runtime-node'];

// The relaxed modules are simd128's with one more object.
const presets = { scalar: 'wasm-scalar', simd128: 'wasm-simd128', relaxed: 'wasm-simd128' };
const built = (module, variant, ending) => join(root, 'build', presets[variant], `bindings/${module}-${variant}.${ending}`);
const each = variants.flatMap((variant) => Object.values(modules).map((module) => ({ module, variant })));

/** Builds the WebAssembly modules. */
export async function buildWasm() {
  for (const preset of new Set(Object.values(presets))) await cmakeBuild(preset, ['zeropoint']);
}

async function esbuild(options) {
  const { build, formatMessages } = await import('esbuild');
  const result = await build({ bundle: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'inline', logLevel: 'silent', ...options }).catch((error) => error);
  if (result.errors.length > 0) throw new SetupError((await formatMessages(result.errors, { kind: 'error' })).join(''));
}

// Emscripten's loader of a module, the same for all variants but for their names.
function glue(module) {
  const [first, ...others] = variants.map((variant) => readFileSync(built(module, variant, 'mjs'), 'utf8').replaceAll(`${module}-${variant}`, module));
  if (others.some((other) => other !== first)) throw new SetupError(`The loaders of ${module} differ from variant to variant; load.ts takes one for all.`);
  return built(module, variants[0], 'mjs');
}

const bundle = (outdir, names, splitting) =>
  esbuild({
    splitting, entryPoints: names.map((name) => join(source, `${name}.ts`)), outdir, chunkNames: '[name]-[hash]',
    external: ['node:*', 'sharp'],
    alias: Object.fromEntries(Object.values(modules).map((module) => [`#glue/${module}`, glue(module)])),
  });

// The command is a program of its own, which imports the package as others do.
async function bundleCommand(outdir) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const outfile = join(outdir, 'cli.js');
  await esbuild({
    platform: 'node', entryPoints: [join(cli, 'main.ts')], outfile, external: ['zeropoint', 'sharp'],
    define: { ZEROPOINT_VERSION: JSON.stringify(version) },
    // Bundled CommonJS modules ask for Node's own by require.
    banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  });
  chmodSync(outfile, 0o755);
}

// Their licences ask for a copy beside the code.
function writeLicences(outdir) {
  const texts = bundled.map((name) => {
    const folder = join(root, 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new SetupError(`There is no licence in ${folder}.`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  writeFileSync(join(outdir, 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
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
  const [, complaints] = await Promise.all([bundle(fresh, entries, true), bundle(fresh, whole, false), bundleCommand(fresh), tsc(source, ['--outDir', fresh])]);
  if (complaints) throw new SetupError(complaints);
  writeLicences(fresh);
  for (const { module, variant } of each) copyFileSync(built(module, variant, 'wasm'), join(fresh, `${module}-${variant}.wasm`));
  // Whoever reads dist/ meanwhile meets either the old one or the new one, hardly ever neither.
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  say(`Package: built in ${seconds(start)}.`);
}

/** Brings dist/ up to date. */
export async function buildPackage() {
  await buildWasm();
  const inputs = [
    source, cli, join(root, 'package.json'), join(root, 'package-lock.json'), join(root, 'tools/build/package.mjs'),
    ...each.flatMap(({ module, variant }) => [built(module, variant, 'mjs'), built(module, variant, 'wasm')]),
  ];
  await alone(() => unlessCurrent('package', inputs, dist, make));
}
