// Writes small ONNX models for tests. Field numbers are those of onnx.proto.
import { message } from '../data/protobuf.mjs';

export const FLOAT = 1, UINT8 = 2, INT8 = 3, INT32 = 6, INT64 = 7, BOOL = 9, FLOAT16 = 10, DOUBLE = 11, INT4 = 22;

const dimension = (size) => message(...(size === null ? [] : [[typeof size === 'number' ? 1 : 2, size]]));

/** Sizes: numbers, names, or null; a shape of null leaves even the rank open. */
export const value = (name, shape, type = FLOAT) =>
  message([1, name], [2, message([1, message([1, type], ...(shape ? [[2, message(...shape.map((size) => [1, dimension(size)]))]] : []))])]);

/** A weight, from the typed array that fits the type. */
export const tensor = (name, shape, data, type = FLOAT) =>
  message(...shape.map((size) => [1, size]), [2, type], [8, name], [9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);

/** Attributes: integers, { float }, strings, and lists of integers. */
function attribute([name, value]) {
  if (Array.isArray(value)) return message([1, name], ...value.map((i) => [8, i]), [20, 7]);
  if (typeof value === 'string') return message([1, name], [4, value], [20, 3]);
  if (typeof value === 'number') return message([1, name], [3, value], [20, 2]);
  return message([1, name], [2, value], [20, 1]);
}

export const node = (op, inputs, outputs, attributes = {}, name = '') =>
  message(...inputs.map((x) => [1, x]), ...outputs.map((y) => [2, y]), [3, name], [4, op],
    ...Object.entries(attributes).map((entry) => [5, attribute(entry)]));

/** A model, from what the functions above gave. */
export function model({ nodes, inputs, outputs, weights = [], opset = 13, producer }) {
  const graph = message(...nodes.map((n) => [1, n]), [2, 'test'], ...weights.map((w) => [5, w]),
    ...inputs.map((x) => [11, x]), ...outputs.map((y) => [12, y]));
  return new Uint8Array(message([1, 8], ...(producer ? [[2, producer]] : []), [7, graph], [8, message([1, ''], [2, opset])]));
}
