// Writes a .tflite file from a plain description, with the flatbuffers package.
import { Builder } from 'flatbuffers';
import * as schema from './schema.mjs';

// { field number: how to add it } → a table. Offsets must exist before the table starts.
function table(builder, size, add) {
  builder.startObject(size);
  add(builder);
  return builder.endObject();
}

function ints(builder, values) {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; --i) builder.addInt32(values[i]);
  return builder.endVector();
}

function offsets(builder, values) {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; --i) builder.addOffset(values[i]);
  return builder.endVector();
}

// The schema wants a buffer's data at a multiple of 16.
function bytes(builder, data) {
  builder.startVector(1, data.byteLength, 16);
  builder.space -= data.byteLength;
  builder.bb.bytes().set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), builder.space);
  return builder.endVector();
}

function quantization(builder, { scale, zeroPoint, dimension = 0 }) {
  builder.startVector(4, scale.length, 4);
  for (let i = scale.length - 1; i >= 0; --i) builder.addFloat32(scale[i]);
  const scales = builder.endVector();
  builder.startVector(8, zeroPoint.length, 8);
  for (let i = zeroPoint.length - 1; i >= 0; --i) builder.addInt64(BigInt(zeroPoint[i]));
  const zeroPoints = builder.endVector();
  const field = schema.QuantizationParameters;
  return table(builder, 7, () => {
    builder.addFieldOffset(field.scale, scales, 0);
    builder.addFieldOffset(field.zero_point, zeroPoints, 0);
    builder.addFieldInt32(field.quantized_dimension, dimension, 0);
  });
}

function options(builder, { type, values }) {
  const { fields } = schema.BuiltinOptions[type];
  const lists = fields.map((name) => (Array.isArray(values[name]) ? ints(builder, values[name]) : undefined));
  return table(builder, fields.length, () => fields.forEach((name, i) => {
    if (lists[i] !== undefined) builder.addFieldOffset(i, lists[i], 0);
    // Without a default every value is written, so that none of the schema's defaults need be known here.
    else if (schema.byteFields.has(name)) builder.addFieldInt8(i, Number(values[name] ?? 0), null);
    else builder.addFieldInt32(i, values[name] ?? 1, null);
  }));
}

function tensorTable(builder, { name, shape, type, quantization: parameters }, buffer) {
  const at = { name: builder.createString(name), shape: ints(builder, shape), quantization: parameters && quantization(builder, parameters) };
  const field = schema.Tensor;
  return table(builder, 8, () => {
    builder.addFieldOffset(field.shape, at.shape, 0);
    builder.addFieldInt8(field.type, schema.TensorType[type], 0);
    builder.addFieldInt32(field.buffer, buffer, 0);
    builder.addFieldOffset(field.name, at.name, 0);
    if (at.quantization) builder.addFieldOffset(field.quantization, at.quantization, 0);
  });
}

function operatorTable(builder, { inputs, outputs, options: own }, code) {
  const at = { inputs: ints(builder, inputs), outputs: ints(builder, outputs), options: own && options(builder, own) };
  const field = schema.Operator;
  return table(builder, 9, () => {
    builder.addFieldInt32(field.opcode_index, code, 0);
    builder.addFieldOffset(field.inputs, at.inputs, 0);
    builder.addFieldOffset(field.outputs, at.outputs, 0);
    if (!own) return;
    builder.addFieldInt8(field.builtin_options_type, schema.BuiltinOptions[own.type].number, 0);
    builder.addFieldOffset(field.builtin_options, at.options, 0);
  });
}

/**
 * @param tensors [{ name, shape, type, data, quantization: { scale, zeroPoint, dimension } }]; no `data`: computed
 * @param operators [{ op, version, inputs, outputs, options: { type, values } }], tensors by their index
 */
export function writeTflite({ tensors, operators, inputs, outputs }) {
  const builder = new Builder(1 << 20);
  const buffers = [table(builder, 3, () => {})]; // the first one is empty: that of the tensors without data
  const tensorTables = tensors.map((tensor) => {
    if (!tensor.data) return tensorTable(builder, tensor, 0);
    const data = bytes(builder, tensor.data);
    buffers.push(table(builder, 3, () => builder.addFieldOffset(schema.Buffer.data, data, 0)));
    return tensorTable(builder, tensor, buffers.length - 1);
  });
  const codes = [...new Map(operators.map(({ op, version }) => [op, version]))];
  const codeTables = codes.map(([op, version]) => table(builder, 4, () => {
    const number = schema.BuiltinOperator[op];
    builder.addFieldInt8(schema.OperatorCode.deprecated_builtin_code, number, 0);
    builder.addFieldInt32(schema.OperatorCode.version, version, 1);
    builder.addFieldInt32(schema.OperatorCode.builtin_code, number, 0);
  }));
  const operatorTables = operators.map((operator) => operatorTable(builder, operator, codes.findIndex(([op]) => op === operator.op)));
  const at = {
    tensors: offsets(builder, tensorTables), operators: offsets(builder, operatorTables), inputs: ints(builder, inputs), outputs: ints(builder, outputs),
  };
  const subgraph = table(builder, 5, () => {
    for (const [name, offset] of Object.entries(at)) builder.addFieldOffset(schema.SubGraph[name], offset, 0);
  });
  const lists = { operator_codes: offsets(builder, codeTables), subgraphs: offsets(builder, [subgraph]), buffers: offsets(builder, buffers), description: builder.createString('benchmark') };
  const model = table(builder, 8, () => {
    builder.addFieldInt32(schema.Model.version, 3, 0);
    for (const [name, offset] of Object.entries(lists)) builder.addFieldOffset(schema.Model[name], offset, 0);
  });
  builder.finish(model, 'TFL3');
  return builder.asUint8Array().slice();
}
