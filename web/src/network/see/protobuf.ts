// As much of the protobuf wire format as an ONNX file needs: a message is its fields, in their order, by number.

export interface Field {
  number: number;
  /** Of a varint. */
  int: bigint;
  /** Of what has a length, and of 32-bit numbers. */
  bytes: Uint8Array;
}

export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the message ends within a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
      shift += 7n;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error('the message ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const none = new Uint8Array(0);
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0: yield { number, int: varint(), bytes: none }; break;
      case 1: yield { number, int: 0n, bytes: take(8) }; break;
      case 2: yield { number, int: 0n, bytes: take(Number(varint())) }; break;
      case 5: yield { number, int: 0n, bytes: take(4) }; break;
      default: throw new Error(`a field of the wire type ${tag & 7}`);
    }
  }
}
