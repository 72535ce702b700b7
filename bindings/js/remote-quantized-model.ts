import type { ModelInputs, TensorInfo } from './model-types.js';
import type { LayerTrace, OnnxOptions, QuantizedLayer, QuantizedSize, Recipe } from './quantize-types.js';
import { RemoteNetwork, sending } from './remote-network.js';
import type { Ask } from './remote-jobs.js';

interface Facts {
  id: number;
  inputs: readonly TensorInfo[];
  outputs: readonly TensorInfo[];
  layers: readonly QuantizedLayer[];
  recipe: Recipe;
  size: QuantizedSize;
}

/** A quantized network in the worker's memory. Made by `RemoteModel.quantize()`. */
export class RemoteQuantizedModel extends RemoteNetwork {
  readonly recipe: Recipe;
  readonly size: QuantizedSize;
  readonly layers: readonly QuantizedLayer[];

  /** @internal */
  constructor(ask: Ask, facts: Facts) {
    super(ask, { run: 'runQuantized', prepare: 'prepareQuantized', memory: 'quantizedMemory', dispose: 'disposeQuantized' }, facts);
    this.recipe = facts.recipe;
    this.size = facts.size;
    this.layers = facts.layers;
  }

  /** As `QuantizedModel.trace`. */
  async trace(inputs: ModelInputs): Promise<LayerTrace[]> {
    return sending(() => this.ask((thread) => thread.traceQuantized(this.id, inputs)));
  }

  /** As `QuantizedModel.toOnnx`. */
  async toOnnx(options: OnnxOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.ask((thread) => thread.quantizedToOnnx(this.id, options));
  }
}
