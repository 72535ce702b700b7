import { transfer } from 'comlink';

import { isOnlyInput, isTensorArray } from './element-types.js';
import { ZeropointError } from './errors.js';
import type { InputShapes, ModelInputs, ModelMemory, RunOptions, RunResult, TensorInfo } from './model-types.js';
import type { Ask } from './remote-jobs.js';

export interface RemoteRunOptions extends RunOptions {
  /** Move the inputs to the worker instead of copying them: their arrays are then empty here. Default false. */
  transfer?: boolean;
}

function buffersOf(inputs: ModelInputs): ArrayBuffer[] {
  const tensors = isOnlyInput(inputs) ? [inputs] : Object.values(inputs);
  const arrays = tensors.map((tensor) => (isTensorArray(tensor) ? tensor : tensor?.data)).filter(isTensorArray);
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}

/** @internal Inputs on their way to the worker. */
export const sent = (inputs: ModelInputs, moves: boolean) => (moves ? transfer(inputs, buffersOf(inputs)) : inputs);

/** @internal Runs work that sends inputs. */
export async function sending<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as Error).name !== 'DataCloneError') throw error;
    throw new ZeropointError('invalid_argument', 'an array of the inputs cannot be sent to the worker: it is shared, or has been transferred before', { cause: error });
  }
}

/** @internal The methods of the worker's side. */
export interface RemoteMethods {
  run: 'runModel' | 'runQuantized';
  prepare: 'prepareModel' | 'prepareQuantized';
  memory: 'modelMemory' | 'quantizedMemory';
  dispose: 'disposeModel' | 'disposeQuantized';
}

/** What float and quantized networks in the worker's memory have in common. */
export abstract class RemoteNetwork {
  #ask: Ask | undefined;
  readonly #methods: RemoteMethods;
  /** @internal */
  readonly id: number;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];

  /** @internal */
  constructor(ask: Ask, methods: RemoteMethods, facts: { id: number; inputs: readonly TensorInfo[]; outputs: readonly TensorInfo[] }) {
    this.#ask = ask;
    this.#methods = methods;
    this.id = facts.id;
    this.inputs = facts.inputs;
    this.outputs = facts.outputs;
  }

  /** As `Network.run`; the results move here without a copy. */
  async run(inputs: ModelInputs, { transfer: moves = false, ...options }: RemoteRunOptions = {}): Promise<RunResult> {
    const ask = this.ask;
    return sending(() => ask((thread) => thread[this.#methods.run](this.id, sent(inputs, moves), options)));
  }

  /** As `Network.prepare`. */
  async prepare(inputShapes: InputShapes = {}): Promise<void> {
    await this.ask((thread) => thread[this.#methods.prepare](this.id, inputShapes));
  }

  async memory(): Promise<ModelMemory> {
    return this.ask((thread) => thread[this.#methods.memory](this.id));
  }

  dispose(): void {
    // Where the worker is gone, so is the network.
    void this.#ask?.((thread) => thread[this.#methods.dispose](this.id)).catch(() => {});
    this.#ask = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal */
  get ask(): Ask {
    if (!this.#ask) throw new ZeropointError('disposed', 'this model has been disposed');
    return this.#ask;
  }
}
