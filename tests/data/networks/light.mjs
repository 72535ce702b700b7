// The "light" networks of the ONNX project (libonnx-testdata) with weights: there each larger one is a ConstantOfShape
// of 0.02, so that all channels are alike and the output nearly constant. Here these nodes become initializers of
// seeded random numbers, and batch normalization gets the statistics of its inputs, without which sixty random layers
// give the same output for every input. All else stays as it is in the file.
import { referenceModel } from './ort.mjs';
import { bytesField, fields, int64s, message, text } from '../protobuf.mjs';
import { Random } from './random.mjs';

// Field numbers of onnx.proto3.
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 };
const ATTRIBUTE = { name: 1 };
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };
const float32 = 1;
const int64 = 7;

const attributeName = (field) => text(fields(field.payload).find((f) => f.number === ATTRIBUTE.name).payload);

function readNode(field) {
  const all = fields(field.payload);
  const names = (number) => all.filter((f) => f.number === number).map((f) => text(f.payload));
  const attributes = all.filter((f) => f.number === NODE.attribute);
  return { field, operator: names(NODE.operator)[0], inputs: names(NODE.input), outputs: names(NODE.output), attributes };
}

function readInitializer(field) {
  const all = fields(field.payload);
  const one = (number) => all.find((f) => f.number === number);
  const raw = one(TENSOR.raw)?.payload;
  const type = Number(one(TENSOR.type).value);
  return { field, name: text(one(TENSOR.name).payload), shape: type === int64 && raw ? int64s(raw) : undefined };
}

const operands = ['data', 'scale', 'shift', 'mean', 'variance'];

/** What each value is to the node that reads it, through the Unsqueeze that some exporters put between. */
function roles(nodes) {
  const found = new Map();
  for (const { operator, inputs, outputs } of [...nodes].reverse()) {
    inputs.forEach((name, i) => {
      if (operator === 'Unsqueeze') found.set(name, found.get(outputs[0]));
      else if (operator === 'BatchNormalization') found.set(name, operands[i]);
      else if (operator === 'Mul' && i === 1) found.set(name, 'scale');
      else if (operator === 'Add' && i === 1) found.set(name, 'shift');
      else found.set(name, ['data', 'weight', 'bias'][i]);
    });
  }
  return found;
}

function randomValues(role, shape, random) {
  const count = shape.reduce((a, b) => a * b, 1);
  if (role === 'scale' || role === 'variance') return random.uniform(count, 0.7, 1.3);
  if (role !== 'weight') return random.uniform(count, -0.2, 0.2);
  // Variance 2 / fan-in keeps that of the activations through a ReLU, which halves it.
  const most = Math.sqrt((6 * shape[0]) / count);
  return random.uniform(count, -most, most);
}

function parse(file) {
  const model = fields(file);
  const graph = fields(model.find((f) => f.number === MODEL.graph).payload);
  const nodes = graph.filter((f) => f.number === GRAPH.node).map(readNode);
  return { model, graph, nodes, initializers: graph.filter((f) => f.number === GRAPH.initializer).map(readInitializer) };
}

function randomWeights({ nodes, initializers }, random) {
  const shapes = new Map(initializers.map(({ name, shape }) => [name, shape]));
  const roleOf = roles(nodes);
  return new Map(nodes.filter(({ operator }) => operator === 'ConstantOfShape').map(({ inputs, outputs: [name] }) => {
    const shape = shapes.get(inputs[0]);
    return [name, { shape, data: randomValues(roleOf.get(name), shape, random) }];
  }));
}

function initializer(name, { shape, data }) {
  const dims = shape.map((d) => [TENSOR.dims, d]);
  return message(...dims, [TENSOR.type, float32], [TENSOR.name, name], [TENSOR.raw, new Uint8Array(data.buffer)]);
}

// ValueInfoProto { name, type { tensor { elem_type, shape { dim { dim_value } } } } }, the shape optional.
function valueInfo(name, shape) {
  const dims = shape && [[2, message(...shape.map((d) => [1, message([1, d])]))]];
  return message([1, name], [2, message([1, message([1, float32], ...(dims ?? []))])]);
}

/** A file with the given weights; `replaced` maps nodes to others, `outputs` are added to the graph's own. */
function assemble({ model, graph, nodes, initializers }, weights, replaced = new Map(), outputs = []) {
  const known = new Set(initializers.map(({ name }) => name));
  const dropped = new Set([
    ...nodes.filter((node) => node.operator === 'ConstantOfShape' || replaced.has(node)).map((node) => node.field),
    ...initializers.filter(({ name }) => weights.has(name)).map(({ field }) => field),
  ]);
  const kept = graph.map((f) => (dropped.has(f) ? undefined : f.whole));
  for (const [node, message] of replaced) kept[graph.indexOf(node.field)] = bytesField(GRAPH.node, message);
  const added = [...weights].flatMap(([name, weight]) => [
    bytesField(GRAPH.initializer, initializer(name, weight)),
    // Up to IR version 3, which these files have, every initializer is listed among the inputs as well.
    ...(known.has(name) ? [] : [bytesField(GRAPH.input, valueInfo(name, weight.shape))]),
  ]);
  const taps = outputs.map((name) => bytesField(GRAPH.output, valueInfo(name)));
  const whole = Buffer.concat([...kept.filter(Boolean), ...added, ...taps]);
  const others = model.filter((f) => f.number !== MODEL.graph).map((f) => f.whole);
  return new Uint8Array(Buffer.concat([...others, bytesField(MODEL.graph, whole)]));
}

function statistics({ data, shape: [, channels] }) {
  const size = data.length / channels;
  const mean = new Float32Array(channels);
  const variance = new Float32Array(channels);
  for (let c = 0; c < channels; ++c) {
    const values = data.subarray(c * size, (c + 1) * size);
    const average = values.reduce((sum, x) => sum + x, 0) / size;
    mean[c] = average;
    variance[c] = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / size + 1e-3;
  }
  return { mean: { shape: [channels], data: mean }, variance: { shape: [channels], data: variance } };
}

// With InstanceNormalization in the place of BatchNormalization every layer sees normalized inputs in a single run.
async function learnStatistics(parsed, weights, example) {
  const norms = parsed.nodes.filter(({ operator }) => operator === 'BatchNormalization');
  if (norms.length === 0) return;
  const instead = new Map(norms.map((node) => [node, message(
    ...node.inputs.slice(0, 3).map((name) => [NODE.input, name]),
    [NODE.output, node.outputs[0]],
    [NODE.operator, 'InstanceNormalization'],
    ...node.attributes.filter((f) => attributeName(f) === 'epsilon').map((f) => [NODE.attribute, f.payload]),
  )]));
  const watched = norms.map(({ inputs }) => inputs[0]);
  const reference = await referenceModel(assemble(parsed, weights, instead, [...new Set(watched)]));
  const seen = await reference.run(example);
  await reference.release();
  for (const { inputs: [x, , , mean, variance] } of norms) {
    const found = statistics(seen[x]);
    weights.set(mean, found.mean).set(variance, found.variance);
  }
}

/**
 * The bytes of a light network with random weights instead of constants.
 * @param file the bytes of light_*.onnx
 * @param example an input for it, as { name: { data, shape } }
 */
export async function withRandomWeights(file, example, seed = 1) {
  const parsed = parse(file);
  const weights = randomWeights(parsed, new Random(seed));
  await learnStatistics(parsed, weights, example);
  return assemble(parsed, weights);
}
