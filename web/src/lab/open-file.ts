// A file to pixels, or to a sentence that says what is wrong with it.
import { decode, type Decoded } from './decode';
import type { DecodeReply } from './decode-worker';
import { sniff } from './sniff';

/** The core's ceiling, zeropoint `loadImage`. */
const mostPixels = 2 ** 26;
const longestSide = 32_767;

export class OpenError extends Error {
  constructor(message: string, readonly advice: string) {
    super(message);
  }
}

const count = (value: number) => value.toLocaleString('en');
const takes = 'PNG, JPEG, WebP, GIF and BMP can be opened.';

function checkSize(name: string, width: number, height: number): void {
  const size = `${name} is ${count(width)} × ${count(height)} pixels`;
  if (width < 1 || height < 1) throw new OpenError(`${size}: there is nothing in it to quantize.`, 'Open a picture with at least one pixel.');
  if (width * height > mostPixels || width > longestSide || height > longestSide) {
    const megapixels = count(Math.round((width * height) / 1e6));
    throw new OpenError(
      `${size}, ${megapixels} megapixels. The laboratory takes up to 67 megapixels (2²⁶) and ${count(longestSide)} pixels a side.`,
      'Scale it down or cut a part out, then open it again.',
    );
  }
}

const inWorker = typeof OffscreenCanvas === 'function';

async function decodeSomewhere(blob: Blob): Promise<Decoded> {
  if (!inWorker) return decode(blob);
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
  try {
    const reply = await new Promise<DecodeReply>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<DecodeReply>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message || 'the decoder did not start'));
      worker.postMessage(blob);
    });
    if ('error' in reply) throw new Error(reply.error);
    return reply.decoded;
  } finally {
    worker.terminate();
  }
}

/** Throws OpenError. `onSize` is called as soon as the size is known, before the pixels are. */
export async function openFile(blob: Blob, name: string, onSize: (width: number, height: number) => void): Promise<Decoded> {
  if (blob.size === 0) throw new OpenError(`${name} is empty.`, takes);
  const facts = sniff(await blob.slice(0, 1 << 18).arrayBuffer());
  if (facts) {
    checkSize(name, facts.width, facts.height);
    onSize(facts.width, facts.height);
  }
  let decoded: Decoded;
  try {
    decoded = await decodeSomewhere(blob);
  } catch (error) {
    if (!facts) throw new OpenError(`${name} is not a picture that this browser reads.`, takes);
    const why = error instanceof Error ? ` (${error.message})` : '';
    throw new OpenError(
      `${name} begins like a ${facts.type} file, but cannot be decoded${why}.`,
      'It may be cut off or damaged: export or download it again.',
    );
  }
  checkSize(name, decoded.full.width, decoded.full.height);
  return decoded;
}
