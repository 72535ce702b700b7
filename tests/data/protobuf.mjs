// Protobuf's wire format, as much as tests need to write, rewrite and look into ONNX files.

function readVarint(bytes, start) {
  let value = 0n;
  for (let at = start, shift = 0n; ; ++at, shift += 7n) {
    value |= BigInt(bytes[at] & 127) << shift;
    if (bytes[at] < 128) return { value, next: at + 1 };
  }
}

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** The fields of a message: { number, whole, value | payload }, views of `bytes`; `whole` copies a field as it is. */
export function fields(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const key = readVarint(bytes, at);
    const wire = Number(key.value & 7n);
    const field = { number: Number(key.value >> 3n) };
    let end;
    if (wire === 0) {
      const { value, next } = readVarint(bytes, key.next);
      field.value = value;
      end = next;
    } else if (wire === 2) {
      const { value, next } = readVarint(bytes, key.next);
      end = next + Number(value);
      field.payload = bytes.subarray(next, end);
    } else if (wire === 1 || wire === 5) {
      end = key.next + (wire === 1 ? 8 : 4);
      field.payload = bytes.subarray(key.next, end);
    } else {
      throw new Error(`wire type ${wire} is not expected`);
    }
    field.whole = bytes.subarray(at, end);
    found.push(field);
    at = end;
  }
  return found;
}

/** A length-delimited field. */
export const bytesField = (number, payload) => Buffer.concat([varint((number << 3) | 2), varint(payload.length), payload]);

/** A message of fields [number, value]: a number becomes a varint, { float } 32 bits, a string or bytes length-delimited. */
export function message(...entries) {
  return Buffer.concat(entries.map(([number, value]) => {
    if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
    if (value.float !== undefined) return Buffer.concat([varint((number << 3) | 5), new Uint8Array(Float32Array.of(value.float).buffer)]);
    return bytesField(number, Buffer.from(value));
  }));
}

export const text = (payload) => Buffer.from(payload).toString();

/** Little-endian 64-bit integers, as in a tensor's raw data. */
export function int64s(payload) {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Array.from({ length: payload.byteLength / 8 }, (_, i) => Number(view.getBigInt64(i * 8, true)));
}
