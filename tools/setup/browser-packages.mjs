// A browser of Debian's, unpacked into the private prefix, with fonts that do not depend on the machine's.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, packageClosure } from './apt.mjs';
import { component, foundComponent } from './component.mjs';
import { debianLike } from './debian.mjs';
import { libraryPath, unpack } from './unpack.mjs';

// In the closure through scripts that start programs and mount disks; a headless browser loads none of it.
const unneeded = /^((lib)?perl|lib.*-perl$|systemd|libsystemd-shared|mount$|dpkg$|tar$|usrmerge|adwaita-icon-theme|libgl1-mesa-dri|libllvm|libz3|x11-utils|xdg-utils)/;

// Only these fonts: what a page measures must not depend on the fonts of the machine.
const fontsConf = (home) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${home}/usr/share/fonts</dir>
  <cachedir>${home}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>Arial</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>Courier New</family><prefer><family>Liberation Mono</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** Whether it is here, or can be brought. */
export const canUnpack = (name, recipe) => foundComponent(name, recipe) !== undefined || debianLike()?.id === 'debian';

/**
 * @param recipe { revision, packages }: the browser's package first, then fonts
 * @param program its path among what the package holds
 * @returns {Promise<{executablePath: string, env: object}>}
 */
export async function unpackedBrowser(name, title, recipe, program) {
  const home = await component(name, recipe, async (fresh, at) => {
    const { codename } = debianLike();
    const packages = (await packageClosure(codename, recipe.packages)).filter((each) => !unneeded.test(each));
    const debs = await download(codename, packages, join(fresh, 'debs'), title);
    for (const deb of debs) await unpack(deb.file, fresh, { except: ['./etc', './usr/share/icons'] });
    rmSync(join(fresh, 'debs'), { recursive: true });
    mkdirSync(join(fresh, 'font-cache'));
    writeFileSync(join(fresh, 'fonts.conf'), fontsConf(at));
    const versions = Object.fromEntries(debs.map((deb) => [deb.name, deb.version]));
    return { summary: `${title} ${versions[recipe.packages[0]]}`, libraries: libraryPath(fresh, at), packages: versions };
  });
  const { libraries } = JSON.parse(readFileSync(join(home, '.zeropoint.json'), 'utf8'));
  return { executablePath: join(home, program), env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(home, 'fonts.conf') } };
}
