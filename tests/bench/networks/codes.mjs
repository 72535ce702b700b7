// A QDQ network without its first QuantizeLinear and its last DequantizeLinear: uint8 codes in and out.
import { UINT8 } from '../../node/onnx-writer.mjs';

/** The graph so changed; `graph` as readOnnx gives it. */
export function withCodes({ inputs: [input], outputs: [output], nodes, weights }) {
  const first = nodes.find(({ op, inputs }) => op === 'QuantizeLinear' && inputs[0] === input.name);
  const last = nodes.find(({ op, outputs }) => op === 'DequantizeLinear' && outputs[0] === output.name);
  if (!first || !last) throw new Error('the network does not begin with a QuantizeLinear or does not end with a DequantizeLinear');
  return {
    inputs: [{ name: first.outputs[0], shape: input.shape, type: UINT8 }],
    outputs: [{ name: last.inputs[0], shape: output.shape, type: UINT8 }],
    nodes: nodes.filter((node) => node !== first && node !== last),
    weights,
  };
}
