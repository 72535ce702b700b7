import { readFile } from 'node:fs/promises';

import { load } from './load.js';
import type { LoadOptions } from './types.js';
import type { Zeropoint } from './zeropoint.js';

export { ZeropointError } from './errors.js';

/** As in index.ts; Node's fetch does not read files. */
export function loadZeropoint(options: LoadOptions = {}): Promise<Zeropoint> {
  return load(options, (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)));
}
