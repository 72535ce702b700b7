import { readFile } from 'node:fs/promises';

import type { ReadBytes } from './load.js';

/** Node's fetch does not read files. */
export const read: ReadBytes = (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url));
