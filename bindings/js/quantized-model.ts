import { object, oneOf } from './arguments.js';
import { qparamsOf } from './codes.js';
import { unwrap, type CoreLayerTrace, type CoreModel, type CoreQuantizedLayer, type CoreQuantizedModel } from './core.js';
import type { Layer, ModelInputs } from './model-types.js';
import { codesOfTensor } from './model-inputs.js';
import { Network } from './network.js';
import type { LayerTrace, OnnxOptions, QuantizedLayer, QuantizedSize, Recipe } from './quantize-types.js';

function layerOf(layer: Layer, { float, why, runsAs, sameElsewhere, weights, output }: CoreQuantizedLayer): QuantizedLayer {
  return {
    ...layer, float, sameElsewhere,
    ...(why && { why }),
    ...(runsAs && { runsAs }),
    ...(weights && { weights: { bits: weights.bits, granularity: weights.granularity, qparams: qparamsOf(weights.qparams, weights), bytes: weights.bytes } }),
    ...(output && { output: codesOfTensor(output) }),
  };
}

function traceOf({ output, weights, activations, ...rest }: CoreLayerTrace): LayerTrace {
  return {
    ...rest,
    ...(output && { qparams: codesOfTensor(output) }),
    ...(weights && { weightHistogram: weights }),
    ...(activations && { activationHistogram: activations }),
  };
}

/** A network that was quantized: immutable, run in integers. Made by `model.quantize()`. */
export class QuantizedModel extends Network<CoreQuantizedModel> {
  /** As it was given, its defaults written out. */
  readonly recipe: Recipe;
  readonly size: QuantizedSize;
  /** Those of the float network, and what became of each. */
  readonly layers: readonly QuantizedLayer[];

  readonly #network: Network<CoreModel>;

  /** @internal `network`: the float one. */
  constructor(core: CoreQuantizedModel, network: Network<CoreModel>, layers: readonly Layer[]) {
    super(core);
    this.#network = network;
    this.recipe = core.recipe();
    this.size = core.size();
    const quantized = core.layers();
    this.layers = layers.map((layer, i) => layerOf(layer, quantized[i]!));
  }

  /**
   * Runs this and the float network, which must not be disposed yet, on the same inputs, and compares them layer by
   * layer. Throws as run() does.
   */
  trace(inputs: ModelInputs): LayerTrace[] {
    return unwrap(this.live.trace(this.#network.live, this.coreInputs(inputs))).map(traceOf);
  }

  /**
   * The network as an ONNX file: QuantizeLinear and DequantizeLinear around float operators, opset 13, or 21 where blocks
   * or `int4` need it. Other runtimes compute the same bytes in layers that are `sameElsewhere`.
   */
  toOnnx(options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
    const { fourBit = 'int8' } = object('the options', options) as OnnxOptions;
    return unwrap(this.live.toOnnx(oneOf('fourBit', fourBit, ['int8', 'int4'])));
  }
}
