// Type and size of a picture from its first bytes: a file that is far too large is refused before it is decoded.

export interface FileFacts {
  type: 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP';
  width: number;
  height: number;
}

const startsWith = (bytes: DataView, text: string, at = 0) =>
  bytes.byteLength >= at + text.length && [...text].every((letter, i) => bytes.getUint8(at + i) === letter.charCodeAt(0));

function jpegSize(bytes: DataView): FileFacts | undefined {
  let at = 2;
  while (at + 9 <= bytes.byteLength) {
    if (bytes.getUint8(at) !== 0xff) return undefined;
    const marker = bytes.getUint8(at + 1);
    // SOF0 to SOF15, but for the tables DHT, JPG and DAC among them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { type: 'JPEG', height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
    }
    at += marker === 0xff ? 1 : 2 + bytes.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(bytes: DataView): FileFacts | undefined {
  const little24 = (at: number) => bytes.getUint16(at, true) | (bytes.getUint8(at + 2) << 16);
  if (startsWith(bytes, 'VP8X', 12)) return { type: 'WebP', width: little24(24) + 1, height: little24(27) + 1 };
  if (startsWith(bytes, 'VP8L', 12)) {
    const packed = bytes.getUint32(21, true);
    return { type: 'WebP', width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (startsWith(bytes, 'VP8 ', 12)) {
    return { type: 'WebP', width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff };
  }
  return undefined;
}

/** Undefined for a format that is not known here; the browser may still know it. */
export function sniff(buffer: ArrayBuffer): FileFacts | undefined {
  const bytes = new DataView(buffer);
  if (bytes.byteLength < 30) return undefined;
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return { type: 'PNG', width: bytes.getUint32(16), height: bytes.getUint32(20) };
  if (startsWith(bytes, 'GIF8')) return { type: 'GIF', width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) };
  if (startsWith(bytes, 'BM')) return { type: 'BMP', width: bytes.getInt32(18, true), height: Math.abs(bytes.getInt32(22, true)) };
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return webpSize(bytes);
  if (startsWith(bytes, '\xff\xd8')) return jpegSize(bytes);
  return undefined;
}
