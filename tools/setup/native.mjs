// What a machine must bring itself: CMake, a C++ compiler, and Ninja or make.
import { SetupError } from './report.mjs';
import { run, which } from './run.mjs';

const install = {
  darwin: 'xcode-select --install, then brew install cmake ninja',
  win32: 'CMake, Ninja and LLVM from their own sites, each on PATH',
  linux: 'apt-get install cmake ninja-build g++, or your system\'s packages of those names',
};

function need(found, what) {
  if (!found) throw new SetupError(`${what} was not found. Install it by hand: ${install[process.platform] ?? install.linux}.`);
}

/** Throws unless this Node can run the development tools. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.versions.node} is here; building needs Node 20.19 or later of the 20 line, or 22.12 and later.`);
}

/** CMake's generator. Throws unless there is CMake 3.20 and something to build with. */
export async function cmakeGenerator() {
  const result = await run('cmake', ['--version']);
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(result.stdout) ?? [];
  need(Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 20), 'CMake 3.20 or later');
  const generator = which('ninja') ? 'Ninja' : which('make') && 'Unix Makefiles';
  need(generator, 'Ninja or make');
  return generator;
}

/** Throws unless there is a C++ compiler for this machine. */
export function checkCompiler() {
  need(process.env.CXX ?? ['c++', 'g++', 'clang++'].find((name) => which(name)), 'A C++ compiler');
}
