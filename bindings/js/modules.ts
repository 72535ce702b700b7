import type { Core } from './core.js';
import type { Modules } from './load.js';

/** Those that hold all there is. The literal `new URL(…, import.meta.url)` is what bundlers look for. */
export const modules: Modules<Core> = {
  name: 'zeropoint',
  variants: {
    scalar: {
      glue: () => import('#glue/zeropoint-scalar'),
      wasm: () => new URL('./zeropoint-scalar.wasm', import.meta.url),
    },
    simd128: {
      glue: () => import('#glue/zeropoint-simd128'),
      wasm: () => new URL('./zeropoint-simd128.wasm', import.meta.url),
    },
  },
};
