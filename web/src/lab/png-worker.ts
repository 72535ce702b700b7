import type { RgbaImage } from 'zeropoint/worker';

import { pngOf } from './png';

const scope = self as unknown as {
  postMessage(file: Blob): void;
  onmessage: (event: MessageEvent<RgbaImage>) => void;
};

scope.onmessage = async ({ data }) => scope.postMessage(await pngOf(data));
