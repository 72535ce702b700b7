// The browser's side of run.mjs: the same benchmark in the page that this script is loaded by.
import { loadZeropoint } from '../../dist/index.js';
import { imageBench } from './image.mjs';

window.bench = async (rounds) => {
  const simd128 = await loadZeropoint();
  return { image: imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds) };
};
