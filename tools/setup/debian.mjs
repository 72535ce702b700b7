// What kind of Debian this is, and its own package sources with the suite's name replaced: so no address of any
// archive is written in this project, and a mirror or proxy that the machine uses is used here as well.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { which } from './run.mjs';

const suites = ['oldoldstable', 'oldstable', 'stable', 'testing', 'unstable', 'sid'];

/** { id, codename, release }, or undefined where Debian packages cannot be fetched and unpacked. */
export function debianLike() {
  if (process.platform !== 'linux' || !['apt-get', 'apt-cache', 'dpkg', 'dpkg-deb', 'tar', 'flock'].every((name) => which(name))) {
    return undefined;
  }
  const fields = new Map();
  for (const line of readFileSync('/etc/os-release', 'utf8').split('\n')) {
    const [, key, value] = /^(\w+)="?([^"]*)"?$/.exec(line) ?? [];
    if (key) fields.set(key, value);
  }
  const id = fields.get('ID');
  return { id, codename: fields.get('VERSION_CODENAME'), release: Number(fields.get('VERSION_ID') ?? Infinity) };
}

function sourceFiles() {
  const folder = '/etc/apt/sources.list.d';
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  return ['/etc/apt/sources.list', ...parts].filter((file) => /\.(list|sources)$/.test(file) && existsSync(file));
}

/** The machine's sources for `suite`: { list, sources }, the texts of a one-line and of a deb822 file. */
export function sourcesFor(suite, codename) {
  const own = new RegExp(`^(${[codename, ...suites].join('|')})((?:-updates|-security|/updates)?)$`);
  const renamed = (words) => words.filter((word) => own.test(word)).map((word) => word.replace(own, `${suite}$2`));
  const files = sourceFiles().map((file) => ({ deb822: file.endsWith('.sources'), text: readFileSync(file, 'utf8') }));

  const lines = files.filter((file) => !file.deb822).flatMap((file) => file.text.split('\n')).flatMap((line) => {
    const match = /^\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/.exec(line);
    const [name] = match ? renamed([match[3]]) : [];
    return name && /\bmain\b/.test(match[4]) ? [`deb ${match[1] ?? ''}${match[2]} ${name} main`] : [];
  });

  const stanzas = files.filter((file) => file.deb822).flatMap((file) => file.text.split(/\n\s*\n/)).flatMap((stanza) => {
    const names = renamed((/^Suites:(.*)$/im.exec(stanza)?.[1] ?? '').trim().split(/\s+/));
    if (names.length === 0 || !/^Types:.*\bdeb\b/im.test(stanza) || !/^Components:.*\bmain\b/im.test(stanza)) return [];
    if (/^Enabled:\s*no/im.test(stanza)) return [];
    return [stanza.replace(/^Suites:.*$/im, `Suites: ${names.join(' ')}`).replace(/^Components:.*$/im, 'Components: main').trim()];
  });

  return { list: lines.map((line) => `${line}\n`).join(''), sources: stanzas.map((stanza) => `${stanza}\n`).join('\n') };
}
