import { unwrap, type CoreInput, type CoreRunnable, type CoreTensor } from './core.js';
import { ZeropointError } from './errors.js';
import { infoOf, InputReader, tensorOf, valueNames } from './model-inputs.js';
import type { InputShapes, ModelInputs, ModelMemory, RunOptions, RunResult, TensorInfo } from './model-types.js';

/** What float and quantized networks have in common: a network in WebAssembly memory that can be run. */
export abstract class Network<T extends CoreRunnable = CoreRunnable> {
  #core: T | undefined;
  readonly #reader: InputReader;
  /** In the order of the file; sizes that it leaves open stay names. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];

  /** @internal */
  constructor(core: T) {
    this.#core = core;
    this.#reader = new InputReader(core.inputs());
    this.inputs = this.#reader.infos;
    this.outputs = core.outputs().map(infoOf);
  }

  get memory(): ModelMemory {
    const core = this.live;
    return { weights: core.weightBytes(), ...core.memoryUse() };
  }

  /**
   * Plans memory and packs weights ahead of the first run, which is then as fast as later ones. Shapes may be left
   * out for inputs whose sizes are all fixed. Throws as run() does.
   */
  prepare(inputShapes: InputShapes = {}): void {
    unwrap(this.live.prepare(this.#reader.shapes(inputShapes)));
  }

  /**
   * Runs the network on one tensor for each input, and gives all outputs by name, with the intermediate values that
   * are asked for. The first run with new shapes also plans memory and packs weights; later ones only compute.
   * Throws `invalid_argument` for an input that is missing, unknown or in another kind of array, and for values that
   * are not computed; `shape_mismatch` naming input and shapes; `out_of_memory`. The network stays usable.
   */
  run(inputs: ModelInputs, { values = [] }: RunOptions = {}): RunResult {
    const core = this.live;
    const results: CoreTensor[] = unwrap(core.run(this.#reader.tensors(core, inputs), valueNames(values)));
    const names = [...this.outputs.map(({ name }) => name), ...values];
    return Object.fromEntries(results.map((result, i) => [names[i]!, tensorOf(result)]));
  }

  dispose(): void {
    this.#core?.delete();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal */
  get live(): T {
    if (!this.#core) throw new ZeropointError('disposed', 'this model has been disposed');
    return this.#core;
  }

  /** @internal */
  coreInputs(inputs: ModelInputs): CoreInput[] {
    return this.#reader.tensors(this.live, inputs);
  }
}
