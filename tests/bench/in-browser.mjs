// The browser's side of run.mjs: the same benchmarks in the page that this script is loaded by.
import { loadZeropoint } from '../../dist/index.js';
import { imageBench } from './image.mjs';
import { contest, entrants } from './int8.mjs';
import { modelBench } from './models.mjs';

const bytesOf = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer());
let everyone;

window.bench = {
  async image(rounds) {
    const simd128 = await loadZeropoint();
    return imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds);
  },
  async model(what, address, rounds) {
    return modelBench(await loadZeropoint(), what, await bytesOf(address), rounds);
  },
  async contest(network, names, rounds) {
    everyone ??= await entrants(await loadZeropoint());
    const folder = `../../build/bench/${network.id}/`;
    const files = {};
    for (const name of names) files[name] = await bytesOf(folder + name);
    const values = new Float32Array((await bytesOf(`${folder}input.f32`)).buffer);
    return contest(everyone, network, files, values, rounds);
  },
};
