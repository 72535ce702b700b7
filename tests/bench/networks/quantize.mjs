// A float network as QDQ with uint8 activations, one scale a value, and int8 weights, one scale an output channel:
// onnxruntime-web's fastest format. Ranges are the smallest and largest value on the samples.
import { UINT8 } from '../../node/onnx-writer.mjs';
import { referenceModel } from '../../data/networks/ort.mjs';
import { writeOnnx } from './onnx.mjs';

// What holds the same codes as its input: one QuantizeLinear for both would do, but the format wants a pair.
const keepsCodes = new Set(['MaxPool', 'Flatten']);
const activations = new Set(['Relu', 'Clip']);

/** Smallest and largest of every value of a network over the samples: Map of name → [min, max]. */
export async function rangesOf(graph, samples) {
  const names = graph.nodes.flatMap(({ outputs }) => outputs);
  const session = await referenceModel(writeOnnx({ ...graph, outputs: names.map((name) => ({ name })) }));
  const ranges = new Map();
  const widen = (name, data) => {
    const [low, high] = ranges.get(name) ?? [0, 0];
    ranges.set(name, [data.reduce((a, b) => Math.min(a, b), low), data.reduce((a, b) => Math.max(a, b), high)]);
  };
  for (const sample of samples) {
    const [{ name }] = graph.inputs;
    widen(name, sample.data);
    for (const [value, { data }] of Object.entries(await session.run({ [name]: sample }))) widen(value, data);
  }
  await session.release();
  return ranges;
}

function affine([min, max]) {
  const scale = Math.fround((max - min) / 255) || 1;
  return { scale, zeroPoint: Math.round(-min / scale) };
}

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

function symmetricWeights({ shape, data }) {
  const size = data.length / shape[0];
  const q = new Int8Array(data.length);
  const scales = Float32Array.from({ length: shape[0] }, (_, channel) => {
    const own = data.subarray(channel * size, (channel + 1) * size);
    const scale = Math.fround(own.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 127) || 1;
    own.forEach((x, i) => { q[channel * size + i] = clamp(Math.round(x / scale), -127, 127); });
    return scale;
  });
  return { shape, q, scales };
}

/**
 * The graph as QDQ. Inputs and outputs stay float32, or hold uint8 codes where `codes` is set.
 * @param ranges as rangesOf gives them
 */
export function quantized(graph, ranges, { codes = false } = {}) {
  const weights = new Map();
  const nodes = [];
  const constant = (name, shape, data) => {
    weights.set(name, { shape, data });
    return name;
  };
  const dequantize = (name, inputs, output, attributes = {}) =>
    nodes.push({ op: 'DequantizeLinear', name: `${name}_DequantizeLinear`, inputs: [...inputs], outputs: [output], attributes });

  const readers = new Map();
  for (const node of graph.nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  const parameters = new Map();
  const dequantized = new Map();
  const own = graph.inputs[0].name;
  const [{ name: last }] = graph.outputs;

  function pair(name, { scale, zeroPoint }) {
    parameters.set(name, { scale, zeroPoint });
    const rest = [constant(`${name}_scale`, [], Float32Array.of(scale)), constant(`${name}_zero_point`, [], Uint8Array.of(zeroPoint))];
    const given = codes && name === own;
    const taken = codes && name === last;
    const middle = given ? name : taken ? `${name}_codes` : `${name}_QuantizeLinear_Output`;
    if (!given) nodes.push({ op: 'QuantizeLinear', name: `${name}_QuantizeLinear`, inputs: [name, ...rest], outputs: [middle] });
    if (taken) return;
    const output = name === last ? `${name}_out` : `${name}_DequantizeLinear_Output`;
    dequantize(name, [middle, ...rest], output);
    dequantized.set(name, output);
  }

  function weightOf(name) {
    const { shape, q, scales } = symmetricWeights(graph.weights.get(name));
    const inputs = [constant(`${name}_quantized`, shape, q), constant(`${name}_scale`, [shape[0]], scales),
      constant(`${name}_zero_point`, [shape[0]], new Int8Array(shape[0]))];
    dequantize(name, inputs, `${name}_DequantizeLinear_Output`, { axis: 0 });
    return { value: `${name}_DequantizeLinear_Output`, scales };
  }

  function biasOf(name, input, weightScales) {
    const { shape, data } = graph.weights.get(name);
    const scales = weightScales.map((scale) => scale * input.scale);
    const q = Int32Array.from(data, (b, i) => Math.round(Math.fround(b / scales[i])));
    dequantize(name, [constant(`${name}_quantized`, shape, q), constant(`${name}_scale`, shape, scales), constant(`${name}_zero_point`, shape, new Int32Array(shape[0]))],
      `${name}_DequantizeLinear_Output`, { axis: 0 });
    return `${name}_DequantizeLinear_Output`;
  }

  pair(own, affine(ranges.get(own)));
  for (const node of graph.nodes) {
    const [data, weight, bias] = node.inputs;
    const inputs = node.inputs.map((name) => dequantized.get(name) ?? name);
    if (node.op === 'Conv' || node.op === 'Gemm') {
      const { value, scales } = weightOf(weight);
      inputs[1] = value;
      if (bias) inputs[2] = biasOf(bias, parameters.get(data), scales);
    } else {
      for (const name of node.inputs) if (graph.weights.has(name)) weights.set(name, graph.weights.get(name));
    }
    const [output] = node.outputs;
    nodes.push({ ...node, inputs });
    const into = readers.get(output) ?? [];
    const fused = into.length === 1 && activations.has(into[0].op);
    if (!fused) pair(output, keepsCodes.has(node.op) ? parameters.get(data) : affine(ranges.get(output)));
  }
  const type = codes ? UINT8 : undefined;
  return {
    inputs: [{ ...graph.inputs[0], type }], nodes, weights,
    outputs: [{ ...graph.outputs[0], name: `${last}_${codes ? 'codes' : 'out'}`, type }],
  };
}
