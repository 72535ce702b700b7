import glue from '#glue/zeropoint-runtime';
import type { RuntimeCore } from './core.js';
import type { Modules } from './load.js';

/** Those that only run networks. The literal `new URL(…, import.meta.url)` is what bundlers look for. */
export const runtimeModules: Modules<RuntimeCore> = {
  name: 'zeropoint-runtime',
  glue,
  wasm: {
    scalar: () => new URL('./zeropoint-runtime-scalar.wasm', import.meta.url),
    simd128: () => new URL('./zeropoint-runtime-simd128.wasm', import.meta.url),
    relaxed: () => new URL('./zeropoint-runtime-relaxed.wasm', import.meta.url),
  },
};
