import type { RuntimeCore } from './core.js';
import { ZeropointError } from './errors.js';
import type { ModelOptions } from './model-types.js';
import { makeModel, RuntimeModel } from './runtime-model.js';
import type { KernelName } from './types.js';

/** Runs networks in the thread that calls it. Made by `loadRuntime()`. */
export class Runtime {
  #core: RuntimeCore | undefined;
  readonly kernels: KernelName;

  /** @internal */
  constructor(core: RuntimeCore, kernels: KernelName) {
    this.#core = core;
    this.kernels = kernels;
  }

  /** Size of the WebAssembly memory in bytes, and how much of it is in use. */
  get memory(): { total: number; used: number } {
    return { total: this.#live.heapBytes(), used: this.#live.usedBytes() };
  }

  /** As `loadModel()` of `Zeropoint`, and throws as that does. Dispose the model. */
  loadModel(bytes: Uint8Array | ArrayBuffer, options: ModelOptions = {}): RuntimeModel {
    return new RuntimeModel(makeModel(this.#live, this.kernels, bytes, options, true));
  }

  /** Lets go of the WebAssembly memory, which is freed once the models are disposed too. */
  dispose(): void {
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): RuntimeCore {
    if (!this.#core) throw new ZeropointError('disposed', 'this runtime has been disposed');
    return this.#core;
  }
}
