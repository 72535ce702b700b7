// Debian's Emscripten in a folder of its own, on a Debian that is too old to install it. Emscripten itself is
// architecture-independent; clang 19 is in Debian 12 too; only Binaryen needs a newer libc, so its programs are
// started through that libc's own loader.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidate, download, packageClosure } from './apt.mjs';
import { debianLike } from './debian.mjs';
import { SetupError } from './report.mjs';
import { run, which } from './run.mjs';
import { libraryPath, unpack } from './unpack.mjs';

const suite = 'trixie';

export const emscriptenRecipe = {
  revision: 3,
  emscripten: ['emscripten', 'node-acorn'],
  llvm: ['clang-19', 'lld-19', 'llvm-19'],
  binaryen: ['binaryen', 'libc6', 'libstdc++6', 'libgcc-s1'],
  programs: ['clang', 'clang++', 'wasm-ld', 'llvm-ar', 'llvm-cxxfilt', 'llvm-dwarfdump', 'llvm-nm', 'llvm-objcopy',
    'llvm-profdata', 'llvm-ranlib', 'llvm-strip', 'llvm-symbolizer'],
  // Position-independent, Wasm-worker and sanitizer variants of the libraries, and programs that nothing here calls.
  except: ['./usr/bin', './usr/share/emscripten/test', './usr/share/emscripten/docs', '*/lib/wasm32-emscripten/pic',
    '*/lib/wasm32-emscripten/lto-pic', '*-ww*.a', '*asan*.a', '*san_*rt*.a', 'libsanitizer*', 'libwasmfs*',
    'LLVMPolly.so', 'llvm-exegesis', 'obj2yaml', 'yaml2obj', 'llvm-tblgen', 'gconv'],
};

function writeProgram(file, line) {
  writeFileSync(file, `#!/bin/sh\nexec ${line} "$@"\n`);
  chmodSync(file, 0o755);
}

// clang finds its headers by the path of its own program, so a wrapper only has to add the libraries.
function wrapLlvm(fresh, home) {
  mkdirSync(join(fresh, 'llvm/bin'), { recursive: true });
  const libraries = libraryPath(fresh, home);
  for (const name of emscriptenRecipe.programs) {
    writeProgram(join(fresh, 'llvm/bin', name), `env LD_LIBRARY_PATH="${libraries}" "${home}/usr/lib/llvm-19/bin/${name}"`);
  }
}

function wrapBinaryen(fresh, home) {
  const loader = ['usr/lib64/ld-linux-x86-64.so.2', 'usr/lib/ld-linux-aarch64.so.1'].find((file) => existsSync(join(fresh, 'binaryen', file)));
  if (!loader) throw new SetupError(`No libc loader for ${process.arch} is known here. Install a recent Emscripten by hand and put emcc on PATH.`);
  const libraries = libraryPath(join(fresh, 'binaryen'), join(home, 'binaryen'));
  mkdirSync(join(fresh, 'binaryen/bin'));
  for (const name of readdirSync(join(fresh, 'binaryen/usr/bin'))) {
    writeProgram(join(fresh, 'binaryen/bin', name), `"${home}/binaryen/${loader}" --library-path "${libraries}" "${home}/binaryen/usr/bin/${name}"`);
  }
}

function configure(fresh, home) {
  const emscripten = join(fresh, 'usr/share/emscripten');
  symlinkSync('../nodejs', join(emscripten, 'node_modules'));
  writeFileSync(join(emscripten, '.emscripten'), `import shutil
LLVM_ROOT = '${home}/llvm/bin'
BINARYEN_ROOT = '${home}/binaryen'
NODE_JS = shutil.which('node') or '${process.execPath}'
CACHE = '${home}/usr/share/emscripten/cache'
FROZEN_CACHE = True
LLVM_ADD_VERSION = ''
CLANG_ADD_VERSION = ''
`);
}

async function addPython(fresh, home, own) {
  const [version] = /^\d+\.\d+/.exec(await candidate(own, 'python3-minimal'));
  const names = [`python${version}-minimal`, `libpython${version}-minimal`, `libpython${version}-stdlib`];
  const packages = await packageClosure(own, names);
  for (const deb of await download(own, packages, join(fresh, 'debs/python'), 'Python for Emscripten')) {
    await unpack(deb.file, join(fresh, 'python'));
  }
  const program = readdirSync(join(fresh, 'python/usr/bin')).find((name) => /^python3\.\d+$/.test(name));
  const libraries = libraryPath(join(fresh, 'python'), join(home, 'python'));
  mkdirSync(join(fresh, 'python/bin'));
  writeProgram(join(fresh, 'python/bin/python3'), `env LD_LIBRARY_PATH="${libraries}" "${home}/python/usr/bin/${program}"`);
}

async function hasPython() {
  return which('python3') !== undefined && (await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'])).code === 0;
}

/** Fills `fresh` so that it works once it is called `home`. */
export async function emscriptenLayout(fresh, home) {
  const { codename, release } = debianLike();
  const own = release === 12 ? codename : suite;
  // clang needs no C++ library of the host's to compile for WebAssembly.
  const llvm = (await packageClosure(own, emscriptenRecipe.llvm))
    .filter((name) => name === 'libclang-common-19-dev' || !/-dev$|^libclang1-19$|^binutils|^lib(asan|tsan|ubsan|lsan|hwasan|gcc-s1|stdc\+\+6)/.test(name));
  const debs = join(fresh, 'debs');
  const newer = await download(suite, [...emscriptenRecipe.emscripten, ...emscriptenRecipe.binaryen], join(debs, 'new'), 'Emscripten');
  const older = await download(own, llvm, join(debs, 'llvm'), 'clang 19');
  for (const deb of [...newer, ...older]) {
    const folder = emscriptenRecipe.binaryen.includes(deb.name) ? join(fresh, 'binaryen') : fresh;
    const except = folder === fresh ? emscriptenRecipe.except : ['gconv'];
    await unpack(deb.file, folder, { except });
  }
  if (!(await hasPython())) await addPython(fresh, home, own);
  wrapLlvm(fresh, home);
  wrapBinaryen(fresh, home);
  configure(fresh, home);
  rmSync(debs, { recursive: true });
  const versions = Object.fromEntries([...newer, ...older].map((deb) => [deb.name, deb.version]));
  return { summary: `Emscripten ${versions.emscripten}, clang ${versions['clang-19']}, Binaryen ${versions.binaryen}`, packages: versions };
}
