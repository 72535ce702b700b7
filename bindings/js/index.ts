import { load } from './load.js';
import { modules } from './modules.js';
import type { LoadOptions } from './types.js';
import { Zeropoint } from './zeropoint.js';

export type { Calibration } from './calibration.js';
export { ZeropointError, type ErrorCode } from './errors.js';
export type { LoadedImage } from './image.js';
export type { Model } from './model.js';
export type * from './model-types.js';
export type { Network } from './network.js';
export type { Observer } from './observer.js';
export type * from './quantize-types.js';
export type { QuantizedModel } from './quantized-model.js';
export type { RuntimeModel } from './runtime-model.js';
export type * from './types.js';
export type { Zeropoint } from './zeropoint.js';

/**
 * Loads the WebAssembly core: the build for the SIMD that this machine has (relaxed, plain or none), with the
 * same bytes as results. Throws `load_failed` when the file cannot be fetched or compiled.
 */
export async function loadZeropoint(options: LoadOptions = {}): Promise<Zeropoint> {
  const { core, kernels } = await load(modules, options, (url) => fetch(url));
  return new Zeropoint(core, kernels);
}
