// Which kernel computes each layer of the networks once they are quantized: decisions, which unlike times are the same on
// every machine. chosen-kernels.txt holds them; a change of it is seen by whoever reads the commit.
//   node tests/data/networks/chosen-kernels.mjs      (writes the table anew; needs the native build)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNetworks } from '../../../tools/setup/networks.mjs';
import { randomInput } from './inputs.mjs';

const root = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const program = root('build/native/tests/cpp/zeropoint_chosen_kernels');

export const table = fileURLToPath(new URL('chosen-kernels.txt', import.meta.url));

const demo = { 'fashion-mobile': [1, 1, 28, 28], digits: [1, 1, 28, 28], 'cifar-resnet8': [1, 3, 32, 32] };
const large = ['resnet18', 'mobilenet_v2'];

const all = [
  ...Object.entries(demo).map(([name, shape]) => ({ name, file: () => root(`models/${name}/${name}.onnx`), shape })),
  ...large.map((name) => ({ name, file: () => join(requireNetworks(), `${name}.onnx`), shape: [1, 3, 224, 224] })),
];

/** Each with the kernels of simd128, and with those of the relaxed back end where its instruction is exact with uint8. */
export const networks = all.flatMap((network) => [network, { ...network, name: `${network.name}, relaxed`, options: ['relaxed'] }]);

/** The lines of one network. */
export function chosenKernels({ name, file, shape, options = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
  try {
    const input = join(folder, `${name}.f32`);
    const { data } = randomInput(shape);
    writeFileSync(input, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return execFileSync(program, [file(), input, shape.join(','), ...options], { encoding: 'utf8' }).trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** name → lines, from the text of the table. */
export function parsed(text) {
  return new Map(text.split(/^# /m).slice(1).map((part) => {
    const [name, ...lines] = part.trimEnd().split('\n');
    return [name, lines];
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(table, networks.map((network) => `# ${network.name}\n${chosenKernels(network).join('\n')}\n`).join(''));
}
