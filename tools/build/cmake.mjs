// C++: CMake configures, Ninja judges what is out of date.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emscripten } from '../setup/emscripten.mjs';
import { headers } from '../setup/headers.mjs';
import { withLock } from '../setup/lock.mjs';
import { checkCompiler, cmakeGenerator } from '../setup/native.mjs';
import { root } from '../setup/place.mjs';
import { SetupError, say, seconds } from '../setup/report.mjs';
import { run } from '../setup/run.mjs';

const working = 'Another command is building in this checkout; waiting for it.';

/** Runs `work` alone in this checkout. */
export const alone = (work) => withLock(join(root, 'build/.lock'), working, work);

async function configuration(preset) {
  const include = await headers();
  const args = ['--preset', preset, '-G', await cmakeGenerator(), `-DZEROPOINT_DOCTEST_DIR=${include.doctest}`,
    `-DZEROPOINT_PROTOZERO_DIR=${include.protozero}`];
  if (preset.startsWith('wasm-')) {
    const compiler = await emscripten();
    return { args: [...args, `-DCMAKE_TOOLCHAIN_FILE=${compiler.toolchainFile}`], env: compiler.env, compiler: compiler.version };
  }
  checkCompiler();
  // The simd128 kernels run natively as well, where the sanitizers see them.
  return { args: [...args, `-DZEROPOINT_SIMDE_DIR=${include.simde}`], env: {}, compiler: process.env.CXX ?? 'c++' };
}

async function cmake(args, env, failure) {
  const result = await run('cmake', args, { cwd: root, env });
  if (result.code !== 0) {
    const progress = /^(\[\d+\/\d+\]|\[ *\d+%\]|-- |ninja: ).*\n/gm;
    throw new SetupError(`${result.output.replace(progress, '').trimEnd()}\n${failure}`);
  }
  return result.output;
}

/** Builds targets of a preset; the build folder's path. */
export async function cmakeBuild(preset, targets) {
  const folder = join(root, 'build', preset);
  const { args, env, compiler } = await configuration(preset);
  const stamp = join(folder, '.zeropoint-configured');
  const wanted = JSON.stringify([args, env, compiler]);
  await alone(async () => {
    const start = performance.now();
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
      // CMake keeps the first compiler and generator it saw; another one needs an empty folder.
      rmSync(folder, { recursive: true, force: true });
      await cmake(args, env, `CMake could not configure ${preset}.`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(stamp, wanted);
    }
    const output = await cmake(['--build', folder, '--target', ...targets], env, `${preset} does not compile.`);
    const warnings = output.match(/^.*\bwarning:.*$/gm) ?? [];
    for (const line of warnings) say(line);
    if (performance.now() - start > 2000) say(`C++ (${preset}): built in ${seconds(start)}.`);
  });
  return folder;
}
