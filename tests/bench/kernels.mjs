// The benchmark of the kernels alone, which is a C++ program: kernels_main.cpp says what it measures.

/** Where npm run bench builds it, from the root of the checkout. */
export const program = 'build/wasm-simd128/tests/cpp/zeropoint_bench_kernels.mjs';

/** Its table, as text. `address` of the program; `parts` of names to look at only some layers and algorithms. */
export async function kernelBench(address, rounds, parts = []) {
  const { default: make } = await import(address);
  const lines = [];
  const { callMain } = await make({ print: (line) => lines.push(line) });
  callMain([String(rounds), ...parts]);
  return lines.join('\n');
}
