import { coreSpec, float32 } from './arguments.js';
import { unwrap, type CoreObserver } from './core.js';
import { ZeropointError } from './errors.js';
import type { QuantSpec, Range } from './types.js';

/** Collects the range of data that comes in batches, in constant memory. Made by `zp.createObserver()`. */
export class Observer {
  #core: CoreObserver | undefined;

  /** @internal */
  constructor(core: CoreObserver) {
    this.#core = core;
  }

  /** One batch. NaN or infinity throws `not_finite` naming the index; the observer is then unchanged. */
  observe(values: Float32Array): void {
    unwrap(this.#live.observe(float32('values', values)));
  }

  /**
   * Takes in what another observer saw; the answer is then that of one that saw everything. Throws
   * `invalid_argument` for other options and for moving averages, which depend on order.
   */
  merge(other: Observer): void {
    unwrap(this.#live.merge(other.#live));
  }

  /** The range so far; `mse` and `entropy` look for the best one for the codes of `spec`. */
  range(spec: QuantSpec = {}): Range {
    return unwrap(this.#live.range(coreSpec(spec)));
  }

  /** How many values were observed. */
  get count(): number {
    return this.#live.count();
  }

  dispose(): void {
    this.#core?.delete();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): CoreObserver {
    if (!this.#core) throw new ZeropointError('disposed', 'this observer has been disposed');
    return this.#core;
  }
}
