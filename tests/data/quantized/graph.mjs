// What the comparison needs of an ONNX file: its nodes, and values inside it as outputs.
import { bytesField, fields, message, text } from '../protobuf.mjs';

export const ELEMENT = { uint8: 2, int8: 3 };

const graphOf = (bytes) => fields(bytes).find((field) => field.number === 7).payload;
const texts = (message, number) => message.filter((field) => field.number === number).map((field) => text(field.payload));

/** [{ op, inputs, outputs }] */
export function nodesOf(bytes) {
  const nodes = fields(graphOf(bytes)).filter((field) => field.number === 1).map((field) => fields(field.payload));
  return nodes.map((node) => ({ op: texts(node, 4)[0], inputs: texts(node, 1), outputs: texts(node, 2) }));
}

/** The file with these values, all of one element type, as outputs behind its own. */
export function withOutputs(bytes, names, type) {
  const type_ = message([1, message([1, ELEMENT[type]])]);
  const added = names.map((name) => bytesField(12, message([1, name], [2, type_])));
  const parts = fields(bytes).map((field) => field.number === 7 ? bytesField(7, Buffer.concat([field.payload, ...added])) : field.whole);
  return new Uint8Array(Buffer.concat(parts));
}

const clamps = ['Relu', 'Clip'];

/**
 * Tensors of codes inside a quantized network, with the operator that makes each: behind a QuantizeLinear the float one
 * before it. [{ name, op }]
 */
export function codesOf(bytes) {
  const nodes = nodesOf(bytes);
  const maker = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const operatorOf = (node) => {
    if (node === undefined) return 'QuantizeLinear';
    const before = maker.get(node.inputs[0]);
    if (clamps.includes(node.op)) return before.op === 'DequantizeLinear' ? node.op : operatorOf(before);
    return node.op === 'QuantizeLinear' ? operatorOf(before) : node.op;
  };
  return nodes.flatMap((node) => node.outputs
    .filter((output) => /_(QuantizeLinear_Output|quantized)$/.test(output))
    .map((name) => ({ name, op: operatorOf(node).replace(/^(QLinear|Q(?=Gemm))/, '') })));
}
