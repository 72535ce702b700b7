import glue from '#glue/zeropoint';
import type { Core } from './core.js';
import type { Modules } from './load.js';

/** Those that hold all there is. The literal `new URL(…, import.meta.url)` is what bundlers look for. */
export const modules: Modules<Core> = {
  name: 'zeropoint',
  glue,
  wasm: {
    scalar: () => new URL('./zeropoint-scalar.wasm', import.meta.url),
    simd128: () => new URL('./zeropoint-simd128.wasm', import.meta.url),
    relaxed: () => new URL('./zeropoint-relaxed.wasm', import.meta.url),
  },
};
