import { load } from './load.js';
import { read } from './read-node.js';
import { Runtime } from './runtime-api.js';
import { runtimeModules } from './runtime-modules.js';
import type { LoadOptions } from './types.js';

export { ZeropointError } from './errors.js';

/** As in runtime.ts. */
export async function loadRuntime(options: LoadOptions = {}): Promise<Runtime> {
  const { core, kernels } = await load(runtimeModules, options, read);
  return new Runtime(core, kernels);
}
