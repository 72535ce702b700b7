// The nodes and constants of the ONNX file that the laboratory gives away: the walk through (10) starts from what is in
// that file, not from what the runtime made of it.
import { fieldsOf } from './protobuf';

export interface Constant {
  shape: number[];
  data: Float32Array | Int32Array | Int8Array | Uint8Array | BigInt64Array;
}

export interface Node {
  operator: string;
  name: string;
  inputs: string[];
  outputs: string[];
  /** Integers and lists of them only. */
  attributes: Map<string, number[]>;
}

export interface OnnxFile {
  nodes: Node[];
  constants: Map<string, Constant>;
  /** Which node gives a value. */
  producer: Map<string, Node>;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Numbers of a repeated field, packed or not. */
function* integers({ int, bytes }: { int: bigint; bytes: Uint8Array }): Generator<bigint> {
  if (bytes.length === 0) return void (yield int);
  // The field number 1 in front of each makes a message of them.
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (bytes[end]! > 127) ++end;
    for (const field of fieldsOf(Uint8Array.of(8, ...bytes.subarray(at, end + 1)))) yield field.int;
    at = end + 1;
  }
}

function attribute(message: Uint8Array): readonly [string, number[]] {
  let name = '';
  const values: number[] = [];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) name = text(field.bytes);
    if (field.number === 3) values.push(Number(field.int));
    if (field.number === 8) for (const value of integers(field)) values.push(Number(value));
  }
  return [name, values];
}

function node(message: Uint8Array): Node {
  const result: Node = { operator: '', name: '', inputs: [], outputs: [], attributes: new Map() };
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) result.inputs.push(text(bytes));
    if (number === 2) result.outputs.push(text(bytes));
    if (number === 3) result.name = text(bytes);
    if (number === 4) result.operator = text(bytes);
    if (number === 5) result.attributes.set(...attribute(bytes));
  }
  return result;
}

const arrays = { 1: Float32Array, 2: Uint8Array, 3: Int8Array, 6: Int32Array, 7: BigInt64Array } as const;

function tensor(message: Uint8Array): readonly [string, Constant] {
  const shape: number[] = [];
  const listed: number[] = [];
  let [name, type, raw] = ['', 0, undefined as Uint8Array | undefined];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) for (const size of integers(field)) shape.push(Number(size));
    if (field.number === 2) type = Number(field.int);
    if (field.number === 4) for (const value of new Float32Array(field.bytes.slice().buffer)) listed.push(value);
    if (field.number === 5) for (const value of integers(field)) listed.push(Number(BigInt.asIntN(32, value)));
    if (field.number === 8) name = text(field.bytes);
    if (field.number === 9) raw = field.bytes;
  }
  const array = arrays[type as keyof typeof arrays];
  if (!array) return [name, { shape, data: new Float32Array(0) }];
  const data = raw ? new array(raw.slice().buffer) : type === 7 ? new BigInt64Array(listed.map(BigInt)) : new array(listed as never);
  return [name, { shape, data: data as Constant['data'] }];
}

export function readOnnx(file: Uint8Array): OnnxFile {
  const nodes: Node[] = [];
  const constants = new Map<string, Constant>();
  for (const model of fieldsOf(file)) {
    if (model.number !== 7) continue;
    for (const { number, bytes } of fieldsOf(model.bytes)) {
      if (number === 1) nodes.push(node(bytes));
      if (number === 5) constants.set(...tensor(bytes));
    }
  }
  return { nodes, constants, producer: new Map(nodes.flatMap((entry) => entry.outputs.map((output) => [output, entry] as const))) };
}
