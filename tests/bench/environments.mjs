// Where the benchmarks run: { version, suites it can run, and a function for each }.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import { loadZeropoint } from '../../dist/node.js';
import { cmakeBuild } from '../../tools/build/cmake.mjs';
import { root } from '../../tools/setup/place.mjs';
import { launch, serve, watchedPage } from '../browser/support.mjs';
import { imageBench } from './image.mjs';
import { contest, entrants } from './int8.mjs';
import { kernelBench, program } from './kernels.mjs';
import { modelBench } from './models.mjs';
import { fileNames, folder } from './networks/prepare.mjs';
import { pageBench } from './page-view.mjs';
import { startBench } from './start.mjs';

/** The flag with which V8 pairs neighbouring 128-bit operations into 256-bit ones. */
const pairing = '--experimental-wasm-revectorize';
/** That without which relaxed dot products are one instruction on processors that have it. */
const withoutVnni = '--no-enable-avx-vnni';

const processorHasVnni = () => existsSync('/proc/cpuinfo') && /\bavx_vnni\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));

async function inNode({ rounds, threads }, use) {
  // Older releases have relaxed SIMD behind a flag; LiteRT.js is slower without, and ours has a build for it.
  if (Number(process.versions.node.split('.')[0]) < 21) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  const simd128 = await loadZeropoint({ kernels: 'simd128' });
  const fastest = await loadZeropoint();
  let all;
  const read = (id, name) => new Uint8Array(readFileSync(join(folder, id, name)));
  const flags = process.execArgv.length > 0 ? `, V8 with ${process.execArgv.join(' ')}` : '';
  return use(`Node ${process.versions.node}${flags}`, {
    image: () => imageBench({ scalar: simd128.withKernels('scalar'), simd128 }, rounds),
    model: ({ name, file }) => modelBench(simd128, name, readFileSync(file), rounds),
    async contest(network, own) {
      all ??= await entrants(fastest, threads);
      const files = Object.fromEntries(fileNames.map((name) => [name, read(network.id, name)]));
      return contest(all, network, files, new Float32Array(read(network.id, 'input.f32').buffer), own);
    },
    async kernels() {
      await cmakeBuild('wasm-simd128', ['zeropoint_bench_kernels']);
      return kernelBench(join(root, program), rounds);
    },
  });
}

const inChromium = (title, flags) => async ({ rounds, chosen, threads }, use) => {
  // With these a page may have threads, and a clock of 5 microseconds instead of 100.
  const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const { address, close } = await serve(root, isolation);
  const browser = await launch(flags);
  try {
    const { page } = await watchedPage(browser, address);
    for (const { name, file } of chosen) await page.route(`**/bench/${name}.onnx`, (route) => route.fulfill({ path: file }));
    await page.goto(`${address}tests/bench/page.html?script=in-browser.mjs`);
    await page.waitForFunction(() => window.bench);
    return await use(`Chromium ${browser.version()}${title}`, {
      image: () => page.evaluate((n) => window.bench.image(n), rounds),
      model: ({ name }) => page.evaluate(([what, n]) => window.bench.model(what, `${what}.onnx`, n), [name, rounds]),
      contest: (network, own) => page.evaluate((all) => window.bench.contest(...all), [network, fileNames, own, threads]),
      async kernels() {
        await cmakeBuild('wasm-simd128', ['zeropoint_bench_kernels']);
        return page.evaluate(([at, n]) => window.bench.kernels(at, n), [`${address}${program}`, rounds]);
      },
      page: () => pageBench(browser),
      workers: (network, own) => page.evaluate(([one, n]) => window.bench.workers(one, n), [network, own]),
      start: (network, own) => startBench(browser, address, network, own),
    });
  } finally {
    await browser.close();
    await close();
  }
};

/** name → { suites, run(options, use(version, at)) }; the first two are what people have. */
export const environments = {
  node: { suites: ['image', 'models', 'int8', 'layers', 'kernels'], run: inNode },
  chromium: { suites: ['image', 'models', 'int8', 'layers', 'start', 'workers', 'page', 'kernels'], run: inChromium('', []) },
  pairing: { suites: ['int8', 'layers'], run: inChromium(`, V8 with ${pairing}`, [`--js-flags=${pairing}`]) },
  ...(processorHasVnni() && {
    'no-vnni': { suites: ['int8', 'layers', 'kernels'], run: inChromium(`, V8 with ${withoutVnni}`, [`--js-flags=${withoutVnni}`]) },
  }),
};
