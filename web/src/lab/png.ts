// PNG files with exactly the given bytes. A canvas would multiply the colours of translucent pixels by alpha.
import type { RgbaImage } from 'zeropoint/worker';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; ++bit) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = ~0;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255]!;
  return ~value >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** Rows with a filter byte each: differences from the row above, which compress well; opaque ones without alpha. */
function rows({ data, width, height }: RgbaImage, channels: 3 | 4): Uint8Array<ArrayBuffer> {
  const length = width * channels + 1;
  const bytes = new Uint8Array(length * height);
  for (let y = 0, from = 0; y < height; ++y) {
    let to = y * length;
    bytes[to++] = y === 0 ? 0 : 2;
    for (let x = 0; x < width; ++x, from += 4) {
      for (let c = 0; c < channels; ++c) bytes[to++] = data[from + c]! - (y === 0 ? 0 : data[from + c - width * 4]!);
    }
  }
  return bytes;
}

export async function pngOf(image: RgbaImage): Promise<Blob> {
  const opaque = image.data.every((byte, i) => i % 4 !== 3 || byte === 255);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, image.width);
  view.setUint32(4, image.height);
  header.set([8, opaque ? 2 : 6, 0, 0, 0], 8);
  const pixels = new Blob([rows(image, opaque ? 3 : 4)]).stream().pipeThrough(new CompressionStream('deflate'));
  const data = new Uint8Array(await new Response(pixels).arrayBuffer());
  const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())];
  return new Blob(parts, { type: 'image/png' });
}
