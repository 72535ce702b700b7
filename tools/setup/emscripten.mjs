// A compiler for WebAssembly: the user's own where it is recent enough, else Debian's in the private prefix.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { emscriptenLayout, emscriptenRecipe } from './emscripten-debian.mjs';
import { SetupError, say } from './report.mjs';
import { run, which } from './run.mjs';

// The oldest whose ES modules, Embind and final relaxed SIMD are what the build relies on.
const oldest = [3, 1, 64];

/**
 * @typedef {object} Emscripten
 * @property {string} version
 * @property {string} root the folder of emcc, em++, …
 * @property {string} toolchainFile for CMake
 * @property {Record<string, string>} env to add to the environment of CMake, Ninja and emcc
 */

function recentEnough(version) {
  const parts = version.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    if (parts[i] !== oldest[i]) return parts[i] > oldest[i];
  }
  return true;
}

async function describe(emcc, root, env) {
  const result = await run(emcc, ['--version'], { env });
  const version = /^emcc .*?(\d+\.\d+\.\d+)/m.exec(result.stdout)?.[1];
  if (result.code !== 0 || !version) return undefined;
  const toolchainFile = join(root, 'cmake/Modules/Platform/Emscripten.cmake');
  return existsSync(toolchainFile) ? { version, root, toolchainFile, env } : undefined;
}

/** The emcc on PATH or of $EMSDK, however old, or undefined. */
async function usersOwn() {
  const candidates = [which('emcc'), process.env.EMSDK && join(process.env.EMSDK, 'upstream/emscripten/emcc')];
  for (const emcc of candidates.filter((file) => file && existsSync(file))) {
    const asked = await run(join(dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT']);
    const found = await describe(emcc, asked.stdout.trim() || dirname(emcc), {});
    if (found) return found;
  }
  return undefined;
}

function byHand(found) {
  const have = found ? `The emcc here is ${found.version}, older than ${oldest.join('.')}.` : 'There is no emcc here.';
  const how = {
    darwin: 'Install it with: brew install emscripten',
    win32: 'Install emsdk (git clone emscripten-core/emsdk; emsdk install latest; emsdk activate latest) and set EMSDK.',
  }[process.platform] ?? 'Install emsdk (git clone emscripten-core/emsdk; ./emsdk install latest; ./emsdk activate latest) and set EMSDK.';
  return new SetupError(`${have} ${how}`);
}

// Python is a dependency of Emscripten's; it is fetched with it where the machine has none.
function privateCompiler(home) {
  const python = join(home, 'python/bin/python3');
  const env = { EM_CONFIG: join(home, 'usr/share/emscripten/.emscripten') };
  if (existsSync(python)) env.EMSDK_PYTHON = python;
  return describe(join(home, 'usr/share/emscripten/emcc'), join(home, 'usr/share/emscripten'), env);
}

/** @returns {Promise<Emscripten>} */
export async function emscripten() {
  const own = await usersOwn();
  if (own && recentEnough(own.version)) return own;

  const ready = foundComponent('emscripten', emscriptenRecipe);
  const debian = debianLike();
  if (!ready && (debian?.id !== 'debian' || debian.release < 12)) throw byHand(own);
  const home = await component('emscripten', emscriptenRecipe, emscriptenLayout);
  const found = await privateCompiler(home);
  if (!found) throw new SetupError(`The Emscripten in ${home} does not run. Remove it with: node tools/setup.mjs --remove`);
  if (!ready) say(`Emscripten ${found.version} is in ${home}.`);
  return found;
}

/** The environment of a shell in which emcc and CMake's wasm presets work. */
export function shellEnvironment(compiler) {
  return { ...compiler.env, PATH: [compiler.root, process.env.PATH].join(delimiter) };
}
