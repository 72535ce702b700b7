// What onnxruntime-web (wasm) computes: the judge of the golden vectors.
import * as ort from 'onnxruntime-web';
import { ELEMENT, encodeModel, MICROSOFT } from './onnx.mjs';
import { tileShape } from './tiles.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export const version = ort.env.versions.web;

const TENSOR = {
  f32: ['float32', Float32Array], u8: ['uint8', Uint8Array], i8: ['int8', Int8Array], u16: ['uint16', Uint16Array],
  i16: ['int16', Int16Array], i32: ['int32', Int32Array],
};
const CARRIER = { u4: 'u8', i4: 'i8' };  // JavaScript has no 4-bit arrays: a Cast at each end of the model

const tensor = (type, data, shape) => new ort.Tensor(TENSOR[type][0], TENSOR[type][1].from(data), shape);

const sessions = new Map();
function session(model) {
  const key = JSON.stringify(model);
  if (!sessions.has(key)) sessions.set(key, ort.InferenceSession.create(encodeModel(model)));
  return sessions.get(key);
}

const cast = (from, to, type) => ({ op: 'Cast', inputs: [from], outputs: [to], attributes: { to: ELEMENT[type] } });

function attributes({ kind, axis, size }) {
  if (kind === 'block') return { axis, block_size: size };
  return kind === 'channel' ? { axis } : {};
}

// c.real → codes.
export async function quantizeLinear(c) {
  const carrier = CARRIER[c.type] ?? c.type;
  const small = carrier !== c.type;
  const op = { op: 'QuantizeLinear', inputs: ['x', 's', small ? 'z4' : 'z'], outputs: [small ? 'y4' : 'y'], attributes: attributes(c) };
  const nodes = small ? [cast('z', 'z4', c.type), op, cast('y4', 'y', carrier)] : [op];
  const model = { opset: 21, nodes, inputs: { x: 'f32', s: 'f32', z: carrier }, outputs: { y: carrier } };
  const at = tileShape(c);
  const { y } = await (await session(model)).run({
    x: tensor('f32', c.real, c.shape), s: tensor('f32', c.scale, at), z: tensor(carrier, c.zero, at),
  });
  return Array.from(y.data);
}

// c.code → reals. int32 codes have no zero point.
export async function dequantizeLinear(c) {
  const carrier = CARRIER[c.type] ?? c.type;
  const small = carrier !== c.type;
  const hasZero = c.type !== 'i32';
  const names = small ? ['x4', 's', 'z4'] : ['x', 's', 'z'];
  const op = { op: 'DequantizeLinear', inputs: hasZero ? names : names.slice(0, 2), outputs: ['y'], attributes: attributes(c) };
  const nodes = small ? [cast('x', 'x4', c.type), cast('z', 'z4', c.type), op] : [op];
  const inputs = { x: carrier, s: 'f32', ...(hasZero && { z: carrier }) };
  const at = tileShape(c);
  const { y } = await (await session({ opset: 21, nodes, inputs, outputs: { y: 'f32' } })).run({
    x: tensor(carrier, c.code, c.shape), s: tensor('f32', c.scale, at), ...(hasZero && { z: tensor(carrier, c.zero, at) }),
  });
  return Float32Array.from(y.data);
}

// reals → { scale, zero, code }.
export async function dynamicQuantizeLinear(real) {
  const op = { op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['y', 's', 'z'] };
  const model = { opset: 13, nodes: [op], inputs: { x: 'f32' }, outputs: { y: 'u8', s: 'f32', z: 'u8' } };
  const { y, s, z } = await (await session(model)).run({ x: tensor('f32', real, [real.length]) });
  return { scale: s.data[0], zero: z.data[0], code: Array.from(y.data) };
}

const ONNX_OWN = ['QLinearConv', 'QLinearMatMul', 'ConvInteger', 'MatMulInteger'];

// A node of one of the integer operators; inputs are { type, shape, data } or null, and so is the answer.
export async function runNode({ op, inputs, attributes }) {
  const names = inputs.map((x, i) => (x === null ? '' : `x${i}`));
  const given = inputs.flatMap((x, i) => (x === null ? [] : [[names[i], x]]));
  const type = op.endsWith('Integer') ? 'i32' : op === 'QGemm' && inputs.length < 8 ? 'f32' : op === 'QLinearConcat' ? inputs[2].type : inputs[0].type;
  const model = {
    opset: 13,
    nodes: [{ op, domain: ONNX_OWN.includes(op) ? '' : MICROSOFT, inputs: names, outputs: ['y'], attributes }],
    inputs: Object.fromEntries(given.map(([name, x]) => [name, x.type])),
    outputs: { y: type },
  };
  const { y } = await (await session(model)).run(Object.fromEntries(given.map(([name, x]) => [name, tensor(x.type, x.data, x.shape)])));
  return { type, shape: y.dims, data: y.data };
}
