// The browser's side of run.mjs: the same benchmarks in the page that this script is loaded by.
import { loadZeropoint } from '../../dist/index.js';
import { loadZeropointWorker } from '../../dist/worker.js';
import { imageBench } from './image.mjs';
import { contest, entrants } from './int8.mjs';
import { kernelBench } from './kernels.mjs';
import { modelBench } from './models.mjs';
import { workersBench } from './workers.mjs';

const folderOf = ({ id }) => `../../build/bench/${id}/`;
const bytesOf = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer());
const valuesOf = async (network) => new Float32Array((await bytesOf(`${folderOf(network)}input.f32`)).buffer);
let everyone;

window.bench = {
  async image(rounds) {
    const simd128 = await loadZeropoint({ kernels: 'simd128' });
    return imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds);
  },
  async model(what, address, rounds) {
    return modelBench(await loadZeropoint(), what, await bytesOf(address), rounds);
  },
  async contest(network, names, rounds, threads) {
    everyone ??= await entrants(await loadZeropoint(), threads);
    const files = {};
    for (const name of names) files[name] = await bytesOf(folderOf(network) + name);
    return contest(everyone, network, files, await valuesOf(network), rounds);
  },
  kernels: kernelBench,
  async workers(network, rounds) {
    return workersBench(loadZeropointWorker, network, await bytesOf(`${folderOf(network)}int8.onnx`), await valuesOf(network), rounds);
  },
};
