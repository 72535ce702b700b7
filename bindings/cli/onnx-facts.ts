// What an ONNX file says of itself that the network does not need: who wrote it, and the nodes before they were
// simplified. Field numbers are those of onnx.proto. The file has been loaded, so it is whole.

export interface FileFacts {
  producer: string;
  opsets: Record<string, number>;
  /** How many nodes of each operator. */
  nodes: Map<string, number>;
}

type Field = { number: number; varint: number; bytes: Uint8Array };

function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    const value = wire === 0 || wire === 2 ? varint() : 0;
    const length = wire === 0 ? 0 : wire === 2 ? value : wire === 1 ? 8 : 4;
    yield { number: key >>> 3, varint: value, bytes: bytes.subarray(at, (at += length)) };
  }
}

const decoder = new TextDecoder();
const word = (bytes: Uint8Array | undefined) => decoder.decode(bytes ?? new Uint8Array());

function first(bytes: Uint8Array, number: number): Field | undefined {
  for (const field of fields(bytes)) if (field.number === number) return field;
  return undefined;
}

export function factsOf(file: Uint8Array): FileFacts {
  const producer = ['', ''];
  const facts: FileFacts = { producer: '', opsets: {}, nodes: new Map() };
  for (const { number, bytes } of fields(file)) {
    if (number === 2 || number === 3) producer[number - 2] = word(bytes);
    if (number === 8) facts.opsets[word(first(bytes, 1)?.bytes) || 'ai.onnx'] = first(bytes, 2)?.varint ?? 0;
    if (number !== 7) continue;
    for (const field of fields(bytes)) {
      if (field.number !== 1) continue;
      const domain = word(first(field.bytes, 7)?.bytes);
      const name = (domain === '' || domain === 'ai.onnx' ? '' : `${domain}.`) + word(first(field.bytes, 4)?.bytes);
      facts.nodes.set(name, (facts.nodes.get(name) ?? 0) + 1);
    }
  }
  facts.producer = producer.join(' ').trim();
  return facts;
}
