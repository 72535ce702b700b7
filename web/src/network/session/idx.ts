// IDX files, the format of MNIST, gzipped: two zero bytes, the type (0x08, bytes), the number of axes, the axes as
// big-endian 32-bit integers, then the elements in reading order.

export interface Idx {
  axes: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

async function unpacked(raw: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Some servers mark such files as compressed, and the browser has unpacked them already.
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function readIdx(name: string, raw: Uint8Array<ArrayBuffer>): Promise<Idx> {
  const bytes = await unpacked(raw);
  const [zero, none, type, rank = 0] = bytes;
  const start = 4 + 4 * rank;
  if (zero !== 0 || none !== 0 || type !== 0x08 || bytes.length < start) throw new Error(`${name} is no IDX file of bytes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const axes = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  const count = axes.reduce((product, axis) => product * axis, 1);
  if (bytes.length - start !== count) throw new Error(`${name} has ${bytes.length - start} bytes of data, ${axes.join(' × ')} needs ${count}`);
  return { axes, bytes: bytes.subarray(start) };
}
