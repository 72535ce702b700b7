// Element types of tensors: their names here, their codes in ONNX, and the arrays that hold them.
import type { ElementType, ModelInputs, OnlyInput, TensorArray } from './model-types.js';

type ArrayOf = { new (buffer: ArrayBuffer): TensorArray; readonly name: string };
interface Row {
  name: ElementType;
  array: ArrayOf;
  /** Elements of one entry of the array: two 4-bit ones lie in a byte. */
  perEntry: number;
}

const row = (name: ElementType, array: ArrayOf, perEntry = 1): Row => ({ name, array, perEntry });

/** By ONNX's code, TensorProto.DataType. */
const rows: Record<number, Row> = {
  1: row('float32', Float32Array),
  2: row('uint8', Uint8Array),
  3: row('int8', Int8Array),
  4: row('uint16', Uint16Array),
  5: row('int16', Int16Array),
  6: row('int32', Int32Array),
  7: row('int64', BigInt64Array),
  9: row('bool', Uint8Array),
  10: row('float16', Uint16Array),
  11: row('float64', Float64Array),
  12: row('uint32', Uint32Array),
  13: row('uint64', BigUint64Array),
  21: row('uint4', Uint8Array, 2),
  22: row('int4', Uint8Array, 2),
};

export const elementType = (code: number): Row | undefined => rows[code];

/** The code of the plain type that an array holds, for inputs whose type the file leaves open. */
export function codeOf(data: TensorArray): number {
  return Number(Object.keys(rows).find((code) => data instanceof rows[Number(code)]!.array));
}

export function isTensorArray(value: unknown): value is TensorArray {
  return Object.values(rows).some(({ array }) => value instanceof array);
}

/** Whether a run is given one tensor instead of one for each name. */
export function isOnlyInput(inputs: ModelInputs): inputs is OnlyInput {
  if (isTensorArray(inputs)) return true;
  const { data, shape } = (inputs ?? {}) as { data?: unknown; shape?: unknown };
  return isTensorArray(data) && Array.isArray(shape);
}
