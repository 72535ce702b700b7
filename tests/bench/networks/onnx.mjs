// ONNX files as plain objects and back, as much of the format as the benchmark's networks have.
import { model, node, tensor, value } from '../../node/onnx-writer.mjs';
import { fields, int64s, text } from '../../data/protobuf.mjs';

// Element types of onnx.proto3.
const arrays = { 1: Float32Array, 2: Uint8Array, 3: Int8Array, 6: Int32Array };
const int64 = 7;
const typeOf = (data) => Number(Object.keys(arrays).find((type) => data instanceof arrays[type]) ?? int64);

const all = (bytes, number) => bytes.filter((field) => field.number === number);
const integer = (field) => Number(BigInt.asIntN(64, field.value));
const firstText = (message, number) => text(all(message, number)[0]?.payload ?? []);

function readTensor(payload) {
  const f = fields(payload);
  const type = integer(all(f, 2)[0]);
  const raw = all(f, 9)[0].payload;
  const shape = all(f, 1).map(integer);
  if (type === int64) return { shape, data: int64s(raw) };
  if (!arrays[type]) throw new Error(`element type ${type} is not expected`);
  return { shape, data: new arrays[type](new Uint8Array(raw).buffer) };
}

// Integers, lists of them, a float, a tensor: by the field that holds the value.
function readAttribute(payload) {
  const f = fields(payload);
  const name = firstText(f, 1);
  const [float] = all(f, 2);
  const [single] = all(f, 3);
  const [constant] = all(f, 5);
  if (constant) return [name, readTensor(constant.payload)];
  if (float) return [name, { float: new DataView(float.payload.buffer, float.payload.byteOffset).getFloat32(0, true) }];
  return [name, single ? integer(single) : all(f, 8).map(integer)];
}

function readNode(payload) {
  const f = fields(payload);
  const texts = (number) => all(f, number).map((field) => text(field.payload));
  const attributes = Object.fromEntries(all(f, 5).map((field) => readAttribute(field.payload)));
  return { op: texts(4)[0], name: firstText(f, 3), inputs: texts(1), outputs: texts(2), attributes };
}

// ValueInfoProto { name, type { tensor { type, shape { dim { value } } } } }; an open size is null, and so is an open shape.
function readValue(payload) {
  const inner = (message, number) => all(message, number).flatMap((field) => fields(field.payload));
  const f = fields(payload);
  const tensor = inner(inner(f, 2), 1);
  const sizes = all(inner(tensor, 2), 1).map((dimension) => all(fields(dimension.payload), 1)[0]);
  const shape = all(tensor, 2).length > 0 ? sizes.map((size) => (size ? integer(size) : null)) : null;
  return { name: firstText(f, 1), shape };
}

/** { inputs, outputs, nodes, weights }; `Constant` nodes have become weights: Map of name → { shape, data }. */
export function readOnnx(bytes) {
  const graph = fields(all(fields(bytes), 7)[0].payload);
  const weights = new Map(all(graph, 5).map(({ payload }) => [firstText(fields(payload), 8), readTensor(payload)]));
  const nodes = [];
  for (const one of all(graph, 1).map(({ payload }) => readNode(payload))) {
    if (one.op === 'Constant') weights.set(one.outputs[0], one.attributes.value);
    else nodes.push(one);
  }
  const values = (number) => all(graph, number).map(({ payload }) => readValue(payload));
  return { inputs: values(11).filter(({ name }) => !weights.has(name)), outputs: values(12), nodes, weights };
}

function rawOf(data) {
  return Array.isArray(data) ? BigInt64Array.from(data.map(BigInt)) : data;
}

/** The bytes of a file of opset 13. Inputs and outputs may have an element `type`; without one they are float32. */
export function writeOnnx({ inputs, outputs, nodes, weights }) {
  return model({
    inputs: inputs.map(({ name, shape, type }) => value(name, shape, type)),
    outputs: outputs.map(({ name, shape, type }) => value(name, shape ?? null, type)),
    nodes: nodes.map(({ op, inputs: from, outputs: to, attributes = {}, name }) => node(op, from, to, attributes, name)),
    weights: [...weights].map(([name, { shape, data }]) => tensor(name, shape, rawOf(data), typeOf(data))),
  });
}
