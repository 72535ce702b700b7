// Images that a network is calibrated with and judged by.
import type { ImageShape } from './preprocessing';

export interface Samples {
  /** What they are, in a few words: "500 test images". */
  title: string;
  length: number;
  shape: ImageShape;
  /** One image after the other, each height × width × channels. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The class of each, −1 where it is not known; absent when none is. */
  labels?: Int32Array;
  /** A sentence, where there are no labels. */
  whyUnlabelled?: string;
  /** Of each, where they are the visitor's. */
  names?: string[];
}

export const bytesOfEach = ({ shape: [channels, height, width] }: Samples) => channels * height * width;

export function bytesOf(samples: Samples, from: number, to = from + 1): Uint8Array<ArrayBuffer> {
  const each = bytesOfEach(samples);
  return samples.bytes.subarray(from * each, to * each);
}

export function part(samples: Samples, from: number, to: number, title: string): Samples {
  const { labels, names } = samples;
  return {
    ...samples,
    title,
    length: to - from,
    bytes: bytesOf(samples, from, to),
    ...(labels && { labels: labels.subarray(from, to) }),
    ...(names && { names: names.slice(from, to) }),
  };
}

/** RGBA of one image, for a canvas. */
export function pixelsOf(bytes: Uint8Array, [channels, height, width]: ImageShape): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < height * width; ++i) {
    for (let c = 0; c < 3; ++c) image.data[4 * i + c] = bytes[i * channels + (channels === 1 ? 0 : c)]!;
    image.data[4 * i + 3] = 255;
  }
  return image;
}
