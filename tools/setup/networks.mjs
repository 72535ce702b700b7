// The networks that tests and benchmarks run: torchvision's, exported once per machine with random weights from a
// seed. The Python that does it is one that is installed, else Debian's, unpacked and dropped when it is done.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { candidate, download, packageClosure } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { root } from './place.mjs';
import { SetupError, say, seconds } from './report.mjs';
import { run, tail } from './run.mjs';
import { libraryPath, unpack } from './unpack.mjs';

const script = join(root, 'tests/data/networks/export.py');
const recipe = { revision: 1, export: createHash('sha256').update(readFileSync(script)).digest('hex') };
const packages = ['python3-torch', 'python3-torchvision', 'python3-onnx'];
// In the closure through OpenCV's windows and films; nothing that is loaded here needs them.
const unneeded = /^(libgl1-mesa-dri|(lib)?perl|iso-codes|proj-data|fonts-|libtorch-test|libllvm|dpkg$|tar$)/;
const command = 'node tools/setup.mjs --networks';

// Prints the version if it will do, fails otherwise: torch 2 exports through the module onnx, and 0.13 is the first
// torchvision whose models take `weights`.
const probe = `import torch, torchvision
if int(torch.__version__.split('.')[0]) > 1: import onnx
assert tuple(map(int, torchvision.__version__.split('.')[:2])) >= (0, 13)
print(torch.__version__.split('+')[0])`;

async function torchOf(python) {
  const result = await run(python.program, ['-c', probe], { env: python.env });
  return result.code === 0 ? { ...python, torch: result.stdout.trim() } : { complaint: tail(result.output) };
}

async function installedPython() {
  const named = process.env.ZEROPOINT_PYTHON;
  for (const program of named ? [named] : ['/usr/bin/python3', 'python3', 'python']) {
    const python = await torchOf({ program, env: {} });
    if (python.torch) return python;
    if (named) throw new SetupError(`ZEROPOINT_PYTHON names ${named}, which has no torch with torchvision 0.13 or later: ${python.complaint}`);
  }
  return undefined;
}

async function unpackedPython(folder) {
  const { codename } = debianLike();
  const [version] = /^\d+\.\d+/.exec(await candidate(codename, 'python3-minimal'));
  const names = [`python${version}-minimal`, `libpython${version}-minimal`, `libpython${version}-stdlib`, ...packages];
  const closure = (await packageClosure(codename, names)).filter((name) => !unneeded.test(name));
  const debs = await download(codename, closure, join(folder, 'debs'), 'PyTorch');
  say('PyTorch: unpacking.');
  for (const deb of debs) await unpack(deb.file, folder, { except: ['./usr/share', './etc', './var', './usr/include'] });
  const modules = 'usr/lib/python3/dist-packages';
  const python = await torchOf({
    program: join(folder, `usr/bin/python${version}`),
    env: {
      // Besides the usual folders some packages put libraries right into lib.
      LD_LIBRARY_PATH: [libraryPath(folder, folder), join(folder, 'usr/lib'), join(folder, 'lib')].join(':'),
      PYTHONPATH: `${join(folder, modules)}:/${modules}`,
      PYTHONNOUSERSITE: '1',
      PYTHONHOME: undefined,
    },
  });
  if (!python.torch) throw new SetupError(`The PyTorch that was unpacked does not run. ${byHand()}\n${python.complaint}`);
  return python;
}

function byHand() {
  return 'Install torch, torchvision and onnx for some Python 3 and name its program in ZEROPOINT_PYTHON.';
}

async function make(fresh) {
  const start = performance.now();
  const folder = join(fresh, 'python');
  const python = (await installedPython()) ?? (await unpackedPython(folder));
  say(`Networks: exporting with torch ${python.torch} of ${python.program}.`);
  const result = await run(python.program, [script, fresh], { env: python.env });
  if (result.code !== 0) throw new SetupError(`${script} failed.\n${tail(result.output)}`);
  rmSync(folder, { recursive: true, force: true });
  const names = readdirSync(fresh).map((file) => file.replace(/\.onnx$/, ''));
  say(`Networks: ${names.length} exported in ${seconds(start)}.`);
  return { summary: `${names.length} networks of torchvision, exported by torch ${python.torch}`, networks: names };
}

/** The folder that holds resnet18.onnx, mobilenet_v2.onnx and the others that export.py lists; makes them first if need be. */
export async function networks() {
  const found = foundComponent('networks', recipe);
  if (!found && debianLike()?.id !== 'debian' && !(await installedPython())) {
    throw new SetupError(`The networks that the tests run are exported by PyTorch, which is fetched on Debian only. ${byHand()}`);
  }
  return component('networks', recipe, make);
}

/** Their folder; throws with the command that makes them. */
export function requireNetworks() {
  const folder = foundComponent('networks', recipe);
  if (!folder) throw new SetupError(`The networks that the tests run are not here. Make them with: ${command}`);
  return folder;
}
