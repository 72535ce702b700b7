import { signal } from '@preact/signals';
import type { RemoteImage } from 'zeropoint/worker';

import type { Pixels } from './pixels';
import type { Sample } from './samples';

export interface Photo {
  name: string;
  sample?: Sample;
  pixels: Pixels;
  image: RemoteImage;
  /** A smaller copy of a large picture. */
  preview?: { pixels: Pixels; image: RemoteImage };
}

/** The picture in the laboratory. */
export const photo = signal<Photo | undefined>(undefined);
