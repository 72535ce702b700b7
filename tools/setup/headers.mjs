// Header-only libraries that the C++ tests stand on, each with an include folder of its own: a cross build must
// never see /usr/include.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { candidate, download } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { SetupError } from './report.mjs';
import { unpack } from './unpack.mjs';

const libraries = [
  { name: 'doctest', package: 'doctest-dev', header: 'doctest/doctest.h', variable: 'ZEROPOINT_DOCTEST_DIR' },
  { name: 'simde', package: 'libsimde-dev', header: 'simde/wasm/simd128.h', variable: 'ZEROPOINT_SIMDE_DIR' },
  { name: 'protozero', package: 'libprotozero-dev', header: 'protozero/pbf_reader.hpp', variable: 'ZEROPOINT_PROTOZERO_DIR' },
];

const recipe = { revision: 1, packages: libraries.map((library) => library.package) };

// Homebrew keeps each library apart as well.
function installedByHand(library) {
  const places = [process.env[library.variable], `/opt/homebrew/opt/${library.name}/include`, `/usr/local/opt/${library.name}/include`];
  return places.find((place) => place && existsSync(join(place, library.header)));
}

async function make(fresh) {
  const { id, codename } = debianLike();
  const suite = id === 'debian' ? 'trixie' : codename;
  const versions = {};
  for (const library of libraries) {
    if (!(await candidate(suite, library.package))) throw new SetupError(`The package ${library.package} is not in ${suite}. ${byHand()}`);
  }
  const debs = await download(suite, recipe.packages, join(fresh, 'debs'), 'Headers for the tests');
  for (const library of libraries) {
    const deb = debs.find((one) => one.name === library.package);
    await unpack(deb.file, join(fresh, library.name), { only: ['./usr/include/*'], strip: 3 });
    versions[deb.name] = deb.version;
  }
  rmSync(join(fresh, 'debs'), { recursive: true });
  return { summary: libraries.map((library) => `${library.name} ${versions[library.package]}`).join(', '), packages: versions };
}

function byHand() {
  const brew = process.platform === 'darwin' ? 'Install them with: brew install doctest simde protozero. Or set' : 'Set';
  return `${brew} ${libraries.map((library) => `${library.variable} (the folder that holds ${library.header})`).join(', ')}.`;
}

/** Include folders: { doctest, simde, protozero }. */
export async function headers() {
  const found = libraries.map((library) => [library.name, installedByHand(library)]);
  if (found.every(([, place]) => place)) return Object.fromEntries(found);
  if (!foundComponent('headers', recipe) && !debianLike()) {
    throw new SetupError(`Header-only libraries that the C++ tests need were not found. ${byHand()}`);
  }
  const home = await component('headers', recipe, make);
  return Object.fromEntries(found.map(([name, place]) => [name, place ?? join(home, name)]));
}
