import { transfer } from 'comlink';

import { isOnlyInput, isTensorArray } from './element-types.js';
import { ZeropointError } from './errors.js';
import type { InputShapes, Layer, ModelFile, ModelInputs, ModelMemory, ModelOptions, Tensor, TensorInfo } from './model-types.js';
import type { Ask } from './worker.js';

export interface RemoteModelOptions extends ModelOptions {
  /** Move the bytes to the worker instead of copying them: the array is then empty here. Default false. */
  transfer?: boolean;
}

export interface RunOptions {
  /** Move the inputs to the worker instead of copying them: their arrays are then empty here. Default false. */
  transfer?: boolean;
}

function buffersOf(inputs: ModelInputs): ArrayBuffer[] {
  const tensors = isOnlyInput(inputs) ? [inputs] : Object.values(inputs);
  const arrays = tensors.map((tensor) => (isTensorArray(tensor) ? tensor : tensor?.data)).filter(isTensorArray);
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}

/** A network in the worker's memory. Made by `ZeropointWorker.loadModel()`. */
export class RemoteModel {
  #ask: Ask | undefined;
  readonly #id: number;
  readonly file: ModelFile;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly layers: readonly Layer[];

  /** @internal */
  constructor(ask: Ask, facts: { id: number; file: ModelFile; inputs: readonly TensorInfo[]; outputs: readonly TensorInfo[]; layers: readonly Layer[] }) {
    this.#ask = ask;
    this.#id = facts.id;
    this.file = facts.file;
    this.inputs = facts.inputs;
    this.outputs = facts.outputs;
    this.layers = facts.layers;
  }

  /** As `Model.run`; the results move here without a copy. */
  async run(inputs: ModelInputs, options: RunOptions = {}): Promise<Record<string, Tensor>> {
    const ask = this.#live;
    const sent = options.transfer ? transfer(inputs, buffersOf(inputs)) : inputs;
    try {
      return await ask((thread) => thread.runModel(this.#id, sent));
    } catch (error) {
      if ((error as Error).name !== 'DataCloneError') throw error;
      throw new ZeropointError('invalid_argument', 'an array of the inputs cannot be sent to the worker: it is shared, or has been transferred before', { cause: error });
    }
  }

  /** As `Model.prepare`. */
  async prepare(inputShapes: InputShapes = {}): Promise<void> {
    await this.#live((thread) => thread.prepareModel(this.#id, inputShapes));
  }

  async memory(): Promise<ModelMemory> {
    return this.#live((thread) => thread.modelMemory(this.#id));
  }

  dispose(): void {
    // Where the worker is gone, so is the network.
    void this.#ask?.((thread) => thread.disposeModel(this.#id)).catch(() => {});
    this.#ask = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #live(): Ask {
    if (!this.#ask) throw new ZeropointError('disposed', 'this model has been disposed');
    return this.#ask;
  }
}
