// The benchmark of the kernels alone, which is a C++ program: kernels_main.cpp says what it measures.
import { join } from 'node:path';
import { cmakeBuild } from '../../tools/build/cmake.mjs';
import { run } from '../../tools/setup/run.mjs';

/** Its table, as text. */
export async function kernelBench(rounds) {
  const folder = await cmakeBuild('wasm-simd128', ['zeropoint_bench_kernels']);
  const { code, stdout, output } = await run(process.execPath, [join(folder, 'tests/cpp/zeropoint_bench_kernels.cjs'), String(rounds)]);
  if (code !== 0) throw new Error(`the kernels' benchmark failed\n${output}`);
  return stdout.trimEnd();
}
