// Data that tests and sample scripts read, from Debian packages that are unpacked, never installed. Versions and
// hashes are pinned: an expected value must not change because an archive did.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { candidate, download } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { SetupError } from './report.mjs';
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
};

const command = 'node tools/setup.mjs --data';
const componentName = (name) => `data-${name}`;

function fill(set) {
  return async (fresh) => {
    const offered = await candidate(suite, set.package);
    if (offered !== set.version) {
      throw new SetupError(`The archive now has ${set.package} ${offered ?? '(no version)'}; this project is pinned to ${set.version}. `
        + 'See what changed, then set the new version and sha256 in tools/setup/data.mjs and regenerate what was made from it.');
    }
    const [deb] = await download(suite, [`${set.package}=${set.version}`], join(fresh, 'debs'), set.what);
    const sha256 = createHash('sha256').update(readFileSync(deb.file)).digest('hex');
    if (sha256 !== set.sha256) throw new SetupError(`${set.package} ${set.version} has sha256 ${sha256}, not the pinned ${set.sha256}.`);
    await unpack(deb.file, fresh, set);
    rmSync(join(fresh, 'debs'), { recursive: true });
    return { summary: `${set.package} ${set.version}`, sha256 };
  };
}

/** Fetches the test data. Folders: { onnx (holds node/test_…), photographs (holds chelsea.png, …) }. */
export async function testData() {
  const folders = {};
  for (const [name, set] of Object.entries(sets)) {
    if (!foundComponent(componentName(name), set) && debianLike()?.id !== 'debian') {
      throw new SetupError(`The test data comes from Debian's package ${set.package}, which is fetched on Debian only.`);
    }
    folders[name] = await component(componentName(name), set, fill(set));
  }
  return folders;
}

/** The folder of one set, 'onnx' or 'photographs'; throws with the command that brings it. */
export function requireData(name) {
  const folder = foundComponent(componentName(name), sets[name]);
  if (!folder) throw new SetupError(`${sets[name].what} (${sets[name].package} ${sets[name].version}) are not here. Bring them with: ${command}`);
  return folder;
}
