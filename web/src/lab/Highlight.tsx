import { useEffect, useState } from 'preact/hooks';
import type { RgbaImage } from 'zeropoint/worker';

import { photo } from './current-photo';
import { Layer } from './Layer';
import { pointedAt, pointedBytes } from './pointed';

const shade = 0xc0000000; // little endian ABGR: dark, three quarters

// Darkens every pixel but those with one of the bytes in a channel.
function maskOf({ data, width, height }: RgbaImage, marks: Uint8Array, channels: readonly number[]): RgbaImage {
  const mask = new Uint32Array(width * height);
  const [first = 0, second = first, third = first] = channels;
  for (let i = 0, at = 0; i < mask.length; ++i, at += 4) {
    const found = marks[data[at + first]!]! | marks[data[at + second]!]! | marks[data[at + third]!]!;
    mask[i] = found ? 0 : shade;
  }
  return { data: new Uint8ClampedArray(mask.buffer), width, height };
}

/** Shows where in the picture the bytes are that the histogram points at. */
export function Highlight() {
  const marks = pointedBytes.value;
  const at = pointedAt.value;
  const shown = photo.value;
  const [mask, setMask] = useState<RgbaImage>();
  useEffect(() => {
    if (!marks || !shown) return setMask(undefined);
    const frame = requestAnimationFrame(() => {
      const perChannel = at && 'code' in at && at.channels;
      setMask(maskOf((shown.preview ?? shown).pixels, marks, perChannel ? [at.row] : [0, 1, 2]));
    });
    return () => cancelAnimationFrame(frame);
  }, [marks, shown]);
  return mask ? <Layer image={mask} /> : null;
}
