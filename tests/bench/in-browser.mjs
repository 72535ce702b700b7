// The browser's side of run.mjs: the same benchmarks in the page that this script is loaded by.
import { loadZeropoint } from '../../dist/index.js';
import { imageBench } from './image.mjs';
import { modelBench } from './models.mjs';

window.bench = {
  async image(rounds) {
    const simd128 = await loadZeropoint();
    return imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds);
  },
  async model(what, address, rounds) {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    return modelBench(await loadZeropoint(), what, bytes, rounds);
  },
};
