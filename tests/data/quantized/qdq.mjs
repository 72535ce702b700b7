// Makes the QDQ form of a float network as onnxruntime.quantization does: uint8 activations from their ranges, int8
// weights for each channel, int32 biases, a Relu or Clip behind the operator whose result it limits.
import { node as newNode, tensor, UINT8, INT8, INT32, FLOAT } from '../../node/onnx-writer.mjs';
import { bytesField, fields, message, text } from '../protobuf.mjs';

const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const names = (all, number) => all.filter((field) => field.number === number).map((field) => text(field.payload));
const graphOf = (bytes) => fields(bytes).find((field) => field.number === 7).payload;

// Operators of which the result has the parameters of the input, and others that are quantized.
const movers = ['MaxPool', 'Reshape', 'Flatten', 'Transpose', 'Slice', 'Split', 'Gather', 'Squeeze', 'Unsqueeze'];
const computing = ['Conv', 'Gemm', 'MatMul', 'Add', 'Mul', 'Concat', 'AveragePool', 'GlobalAveragePool', 'Clip', 'Relu', 'HardSwish', 'HardSigmoid', 'Sigmoid', 'ReduceMean'];
const clamps = ['Relu', 'Clip'];

function readWeight(field) {
  const all = fields(field.payload);
  const shape = all.filter((f) => f.number === 1).flatMap((f) => f.payload ? [...f.payload].map(Number) : [Number(f.value)]);
  const raw = all.find((f) => f.number === 9)?.payload;
  const isFloat = Number(all.find((f) => f.number === 2).value) === FLOAT;
  return { name: names(all, 8)[0], shape, data: isFloat && raw ? new Float32Array(Uint8Array.from(raw).buffer) : undefined };
}

function readNode(field) {
  const all = fields(field.payload);
  const attribute = (name) => all.filter((f) => f.number === 5).map((f) => fields(f.payload)).find((f) => names(f, 1)[0] === name);
  return { all, op: names(all, 4)[0], inputs: names(all, 1), outputs: names(all, 2), integer: (name) => Number(attribute(name)?.find((f) => f.number === 3)?.value ?? 0) };
}

function readGraph(bytes) {
  const all = fields(graphOf(bytes));
  const of = (number) => all.filter((field) => field.number === number);
  const nodes = of(GRAPH.node).map(readNode);
  const weights = new Map(of(GRAPH.initializer).map(readWeight).map((weight) => [weight.name, weight]));
  // Weights that two layers share go through an Identity.
  for (const { op, inputs, outputs } of nodes) {
    if (op === 'Identity' && weights.has(inputs[0])) weights.set(outputs[0], { ...weights.get(inputs[0]), name: outputs[0] });
  }
  const ends = (number) => of(number).map((field) => names(fields(field.payload), 1)[0]);
  return { all, nodes, weights, inputs: ends(GRAPH.input).filter((name) => !weights.has(name)), outputs: ends(GRAPH.output) };
}

/** The values that are computed in float. */
export function floatsOf(bytes) {
  const { nodes, weights, inputs } = readGraph(bytes);
  const floats = new Set([...inputs, ...[...weights.values()].filter((weight) => weight.data).map((weight) => weight.name)]);
  const computed = [];
  for (const { op, inputs: from, outputs } of nodes) {
    if (op === 'Shape' || op === 'Constant' || !floats.has(from[0])) continue;
    for (const name of outputs) floats.add(name);
    computed.push(...outputs);
  }
  return computed;
}

/** The file with these float values as outputs too. */
export function withFloatOutputs(bytes, values) {
  const own = new Set(readGraph(bytes).outputs);
  const type = message([1, message([1, FLOAT])]);
  const added = values.filter((name) => !own.has(name)).map((name) => bytesField(GRAPH.output, message([1, name], [2, type])));
  return new Uint8Array(Buffer.concat(fields(bytes).map((f) => f.number === 7 ? bytesField(7, Buffer.concat([f.payload, ...added])) : f.whole)));
}

class Quantizer {
  nodes = [];
  made = new Map(); // initializers, by name
  parameters = new Map(); // S and Z of a value, by its name
  real = new Map(); // what readers of a value read instead
  scales = new Map(); // of weights

  constructor(graph, ranges) {
    this.graph = graph;
    this.ranges = ranges;
  }

  initializer(name, shape, data, type) {
    this.made.set(name, tensor(name, shape, data, type));
    return name;
  }

  // S, Z and the codes' Quantize and Dequantize of a value.
  pair(name) {
    if (!this.parameters.has(name)) {
      const [low, high] = this.ranges[name];
      const scale = Math.fround((high - low) / 255) || 1;
      this.parameters.set(name, { scale, zero: Math.round(-low / scale) });
    }
    const { scale, zero } = this.parameters.get(name);
    const ends = [this.initializer(`${name}_scale`, [], Float32Array.of(scale), FLOAT), this.initializer(`${name}_zero_point`, [], Uint8Array.of(zero), UINT8)];
    this.nodes.push(newNode('QuantizeLinear', [name, ...ends], [`${name}_QuantizeLinear_Output`], {}, `${name}_QuantizeLinear`));
    this.nodes.push(newNode('DequantizeLinear', [`${name}_QuantizeLinear_Output`, ...ends], [`${name}_DequantizeLinear_Output`], {}, `${name}_DequantizeLinear`));
    this.real.set(name, `${name}_DequantizeLinear_Output`);
  }

  dequantized(name, [codes, scale, zero], attributes) {
    this.nodes.push(newNode('DequantizeLinear', [codes, scale, zero], [`${name}_DequantizeLinear_Output`], attributes, `${name}_DequantizeLinear`));
    return `${name}_DequantizeLinear_Output`;
  }

  // int8, symmetric, one scale for each index of the first axis.
  weight(name) {
    if (this.scales.has(name)) return `${name}_DequantizeLinear_Output`;
    const { shape, data } = this.graph.weights.get(name);
    const size = data.length / shape[0];
    const scales = Float32Array.from({ length: shape[0] }, (_, k) => data.subarray(k * size, (k + 1) * size).reduce((most, w) => Math.max(most, Math.abs(w)), 1e-6) / 127);
    this.scales.set(name, scales);
    const codes = Int8Array.from(data, (w, i) => Math.max(-127, Math.min(127, Math.round(w / scales[Math.floor(i / size)]))));
    return this.dequantized(name, [this.initializer(`${name}_quantized`, shape, codes, INT8), this.initializer(`${name}_scale`, [shape[0]], scales, FLOAT),
      this.initializer(`${name}_zero_point`, [shape[0]], new Int8Array(shape[0]), INT8)], { axis: 0 });
  }

  bias(name, layer, inputScale, weightScales) {
    const scales = weightScales.map((scale) => inputScale * scale);
    const codes = Int32Array.from(this.graph.weights.get(name).data, (b, k) => Math.round(b / scales[k]));
    const own = `${layer}_bias`;
    return this.dequantized(own, [this.initializer(`${own}_quantized`, [codes.length], codes, INT32), this.initializer(`${own}_scale`, [codes.length], scales, FLOAT),
      this.initializer(`${own}_zero_point`, [codes.length], new Int32Array(codes.length), INT32)], { axis: 0 });
  }

  add({ all, op, inputs, outputs, integer }, readers) {
    const from = inputs.map((name) => this.real.get(name) ?? name);
    if ((op === 'Conv' || (op === 'Gemm' && integer('transB') === 1)) && this.real.has(inputs[0])) {
      from[1] = this.weight(inputs[1]);
      if (inputs[2]) from[2] = this.bias(inputs[2], outputs[0], this.parameters.get(inputs[0]).scale, this.scales.get(inputs[1]));
    }
    this.nodes.push(Buffer.concat([message(...from.map((name) => [1, name])), ...all.filter((f) => f.number !== 1).map((f) => f.whole)]));
    if (!movers.includes(op) && !computing.includes(op)) return;
    for (const name of outputs) {
      const clamped = !clamps.includes(op) && !movers.includes(op) && readers.get(name)?.length === 1 && clamps.includes(readers.get(name)[0].op);
      if (this.graph.outputs.includes(name) || clamped || !(name in this.ranges)) continue;
      if (movers.includes(op) && this.parameters.has(inputs[0])) this.parameters.set(name, this.parameters.get(inputs[0]));
      this.pair(name);
    }
  }
}

/** The QDQ file; ranges: { value: [lowest, highest] } of the inputs and floatsOf(), containing 0. */
export function quantizedDequantized(bytes, ranges) {
  const graph = readGraph(bytes);
  const readers = new Map();
  for (const { op, inputs } of graph.nodes) for (const name of inputs) readers.set(name, [...(readers.get(name) ?? []), { op }]);
  const quantizer = new Quantizer(graph, ranges);
  graph.inputs.forEach((name) => quantizer.pair(name));
  graph.nodes.forEach((n) => quantizer.add(n, readers));
  const rest = graph.all.filter((field) => field.number !== GRAPH.node).map((field) => field.whole);
  const made = [...quantizer.nodes.map((n) => bytesField(GRAPH.node, n)), ...rest, ...[...quantizer.made.values()].map((t) => bytesField(GRAPH.initializer, t))];
  return new Uint8Array(Buffer.concat(fields(bytes).map((field) => field.number === 7 ? bytesField(7, Buffer.concat(made)) : field.whole)));
}
