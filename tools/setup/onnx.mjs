// A Python with an onnx that knows opset 21, which Debian 12's own does not: unpacked from the next Debian, and started
// through that libc's loader.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, packageClosure } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { SetupError } from './report.mjs';
import { libraryPath, unpack } from './unpack.mjs';

const suite = 'trixie';
const recipe = { revision: 1, packages: ['python3-onnx', 'libc6'], except: ['gconv', '*/test', '*/tests', './usr/include', './usr/sbin'] };
// What the dependencies of a Python install beside its libraries.
const tools = /^(debconf|dpkg|media-types|netbase|tar|tzdata)$/;

async function make(fresh, home) {
  const packages = [...new Set([...(await packageClosure(suite, ['python3-onnx'])).filter((name) => !tools.test(name)), 'libc6'])];
  const debs = await download(suite, packages, join(fresh, 'debs'), 'onnx for Python');
  for (const deb of debs) await unpack(deb.file, fresh, { except: recipe.except });
  rmSync(join(fresh, 'debs'), { recursive: true });
  const python = readdirSync(join(fresh, 'usr/bin')).find((name) => /^python3\.\d+$/.test(name));
  const loader = ['usr/lib64/ld-linux-x86-64.so.2', 'usr/lib/ld-linux-aarch64.so.1'].find((file) => existsSync(join(fresh, file)));
  if (!loader) throw new SetupError(`No libc loader for ${process.arch} is known here.`);
  mkdirSync(join(fresh, 'bin'));
  writeFileSync(join(fresh, 'bin/python3'), `#!/bin/sh
export PYTHONHOME="${home}/usr" PYTHONPATH="${home}/usr/lib/python3/dist-packages"
exec "${home}/${loader}" --library-path "${libraryPath(fresh, home)}" "${home}/usr/bin/${python}" "$@"
`);
  chmodSync(join(fresh, 'bin/python3'), 0o755);
  const { version } = debs.find(({ name }) => name === 'python3-onnx');
  return { summary: `python3-onnx ${version}`, packages: Object.fromEntries(debs.map((deb) => [deb.name, deb.version])) };
}

/** The program of that Python, or undefined where Debian's packages cannot be had. */
export async function onnxPython() {
  if (!foundComponent('onnx', recipe) && debianLike()?.id !== 'debian') return undefined;
  return join(await component('onnx', recipe, make), 'bin/python3');
}
