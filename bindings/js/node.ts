import { load } from './load.js';
import { modules } from './modules.js';
import { read } from './read-node.js';
import type { LoadOptions } from './types.js';
import { Zeropoint } from './zeropoint.js';

export { ZeropointError } from './errors.js';

/** As in index.ts. */
export async function loadZeropoint(options: LoadOptions = {}): Promise<Zeropoint> {
  const { core, kernels } = await load(modules, options, read);
  return new Zeropoint(core, kernels);
}
