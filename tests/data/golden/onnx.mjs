// As much of ONNX's protobuf format as the golden vectors need: writes one-operator models for
// onnxruntime-web, reads the models and tensors of the ONNX project's node tests.
// Field numbers are those of onnx.proto3.
import { fields as fieldsOf, message } from '../protobuf.mjs';

export const ELEMENT = {
  f32: 1, u8: 2, i8: 3, u16: 4, i16: 5, i32: 6, f16: 10, f8e4m3fn: 17, f8e4m3fnuz: 18, f8e5m2: 19,
  f8e5m2fnuz: 20, u4: 21, i4: 22,
};
export const elementName = (id) => Object.keys(ELEMENT).find((name) => ELEMENT[name] === id) ?? `type ${id}`;

export const MICROSOFT = 'com.microsoft';

// ---- writing -----------------------------------------------------------------------------------

const valueInfo = (name, type) => message([1, name], [2, message([1, message([1, ELEMENT[type]])])]);

// An integer, a list of them, { float } or { word }.
function attribute([name, value]) {
  if (typeof value === 'number') return message([1, name], [3, value], [20, 2]);
  if (Array.isArray(value)) return message([1, name], ...value.map((i) => [8, i]), [20, 7]);
  return value.word === undefined ? message([1, name], [2, value], [20, 1]) : message([1, name], [4, value.word], [20, 3]);
}

function node({ op, domain = '', inputs, outputs, attributes = {} }) {
  const encoded = Object.entries(attributes).map((a) => [5, attribute(a)]);
  return message(...inputs.map((x) => [1, x]), ...outputs.map((x) => [2, x]), [4, op], ...encoded, [7, domain]);
}

// inputs, outputs: { name: element type }; the shapes are left open.
export function encodeModel({ opset, nodes, inputs, outputs }) {
  const graph = message(
    ...nodes.map((n) => [1, node(n)]),
    [2, 'golden'],
    ...Object.entries(inputs).map(([name, type]) => [11, valueInfo(name, type)]),
    ...Object.entries(outputs).map(([name, type]) => [12, valueInfo(name, type)]),
  );
  return Uint8Array.from(message([1, 10], [7, graph], [8, message([2, opset])], [8, message([1, MICROSOFT], [2, 1])]));
}

// ---- reading -----------------------------------------------------------------------------------

// { field number: [values] }; varints come as BigInt, the others as bytes.
function fields(bytes) {
  const found = {};
  for (const { number, value, payload } of fieldsOf(bytes)) (found[number] ??= []).push(value ?? payload);
  return found;
}

const string = (bytes) => Buffer.from(bytes).toString();
const integer = (value) => Number(BigInt.asIntN(64, value));
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function packedVarints(values = []) {
  return values.flatMap((value) => {
    if (typeof value === 'bigint') return [integer(value)];
    const out = [];
    let current = 0n;
    let shift = 0n;
    for (const byte of value) {
      current |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) {
        out.push(integer(current));
        current = 0n;
        shift = 0n;
      }
    }
    return out;
  });
}

const READ = {
  f32: [4, (v, at) => v.getFloat32(at, true)],
  u8: [1, (v, at) => v.getUint8(at)],
  i8: [1, (v, at) => v.getInt8(at)],
  u16: [2, (v, at) => v.getUint16(at, true)],
  i16: [2, (v, at) => v.getInt16(at, true)],
  i32: [4, (v, at) => v.getInt32(at, true)],
};

// Two 4-bit elements a byte, the first in the low half.
function unpackNibbles(bytes, count, isSigned) {
  return Array.from({ length: count }, (_, i) => {
    const nibble = (bytes[i >> 1] >> (4 * (i & 1))) & 15;
    return isSigned && nibble > 7 ? nibble - 16 : nibble;
  });
}

// A TensorProto → { type, shape, data }; data is null for an element type that nothing here reads.
export function decodeTensor(bytes) {
  const f = fields(bytes);
  const type = elementName(Number(f[2][0]));
  const shape = packedVarints(f[1]);
  const count = shape.reduce((a, b) => a * b, 1);
  const raw = f[9]?.[0];
  let data = null;
  if (type === 'u4' || type === 'i4') {
    data = unpackNibbles(raw ?? Uint8Array.from(packedVarints(f[5])), count, type === 'i4');
  } else if (READ[type] && raw) {
    const [size, read] = READ[type];
    data = Array.from({ length: count }, (_, i) => read(view(raw), i * size));
  } else if (type === 'f32') {
    const packed = Buffer.concat(f[4] ?? []);
    data = Array.from({ length: count }, (_, i) => view(packed).getFloat32(i * 4, true));
  } else if (READ[type]) {
    data = packedVarints(f[5]);
  }
  return { type, shape, data };
}

// The nodes of a ModelProto, each { op, inputs, outputs, attributes }, integer attributes only.
export function decodeNodes(bytes) {
  const graph = fields(fields(bytes)[7][0]);
  return graph[1].map((encoded) => {
    const f = fields(encoded);
    const attributes = {};
    for (const attribute of (f[5] ?? []).map(fields)) {
      if (attribute[3]) attributes[string(attribute[1][0])] = integer(attribute[3][0]);
    }
    return { op: string(f[4][0]), inputs: (f[1] ?? []).map(string), outputs: (f[2] ?? []).map(string), attributes };
  });
}
