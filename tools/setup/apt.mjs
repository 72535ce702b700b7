// Debian packages without root and without touching the system: apt with lists and a cache of its own.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianLike, sourcesFor } from './debian.mjs';
import { withLock } from './lock.mjs';
import { prefix } from './place.mjs';
import { SetupError, megabytes, say } from './report.mjs';
import { run, tail } from './run.mjs';

const updated = new Map();

function configure(suite, folder) {
  for (const part of ['lists/partial', 'cache/archives/partial', 'parts']) mkdirSync(join(folder, part), { recursive: true });
  const texts = sourcesFor(suite, debianLike().codename);
  if (!texts.list && !texts.sources) {
    throw new SetupError('No Debian archive was found in /etc/apt/sources.list or /etc/apt/sources.list.d.');
  }
  writeFileSync(join(folder, 'parts/debian.list'), texts.list);
  writeFileSync(join(folder, 'parts/debian.sources'), texts.sources);
  writeFileSync(join(folder, 'status'), '');
  // No package counts as installed: what is installed today may be removed tomorrow, and what was unpacked must still run.
  // The hooks are cleared because some images delete the system's caches in them.
  writeFileSync(join(folder, 'apt.conf'), `Dir::State::Lists "${folder}/lists/";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache/";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::GzipIndexes "true";
Acquire::Languages "none";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "${folder}/parts/";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "";
Debug::NoLocking "1";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`);
  return join(folder, 'apt.conf');
}

/** apt's configuration for a suite, its lists brought up to date once per run of these tools. */
function ready(suite) {
  // A set-up of another clone may have removed the lists when it was done.
  if (!updated.has(suite) || !existsSync(join(prefix(), 'apt', suite))) {
    updated.set(suite, (async () => {
      const config = configure(suite, join(prefix(), 'apt', suite));
      const result = await run('apt-get', ['-c', config, '-q', 'update'], { env: { LC_ALL: 'C' } });
      if (result.code !== 0 || /^(E:|W: Failed to fetch)/m.test(result.output)) {
        throw new SetupError(`Debian's package archive could not be read (suite ${suite}). Is there a network?\n${tail(result.output)}`);
      }
      return config;
    })());
  }
  return updated.get(suite);
}

async function apt(program, suite, args, cwd) {
  const config = await ready(suite);
  const result = await run(program, ['-c', config, '-q', ...args], { cwd, env: { LC_ALL: 'C' } });
  if (result.code !== 0) throw new SetupError(`${program} ${args.join(' ')} failed (suite ${suite}).\n${tail(result.output)}`);
  return result.stdout;
}

/** The packages with all that they depend on, whatever the machine has; but for libc, which is the machine's. */
export async function packageClosure(suite, names) {
  const plan = await apt('apt-get', suite, ['-s', '--no-install-recommends', 'install', ...names]);
  const needed = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  return [...new Set([...names, ...needed])].filter((name) => !/^(libc6|libc-bin)(:|$)/.test(name));
}

/** The version of a package in a suite, or undefined. */
export async function candidate(suite, name) {
  return /Candidate: (?!\(none\))(\S+)/.exec(await apt('apt-cache', suite, ['policy', name]))?.[1];
}

/**
 * Downloads packages into `folder` (signatures checked by apt) and reports progress under `title`.
 * @param packages names, or `name=version`
 * @returns {Promise<{file: string, name: string, version: string}[]>}
 */
export async function download(suite, packages, folder, title) {
  mkdirSync(folder, { recursive: true });
  const uris = await apt('apt-get', suite, ['--print-uris', 'download', ...packages], folder);
  const total = [...uris.matchAll(/^'\S+' \S+ (\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  say(`${title}: downloading ${megabytes(total)}.`);
  const present = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const timer = setInterval(() => say(`${title}: ${megabytes(present())} of ${megabytes(total)}.`), 10_000);
  try {
    await apt('apt-get', suite, ['download', ...packages], folder);
  } finally {
    clearInterval(timer);
  }
  return readdirSync(folder).filter((file) => file.endsWith('.deb')).map((file) => {
    const [name, version] = file.split('_');
    return { file: join(folder, file), name, version: decodeURIComponent(version) };
  });
}

/** Drops the lists, which are only needed while setting up. */
export async function removeAptFiles() {
  const folder = join(prefix(), 'apt');
  if (!existsSync(folder)) return;
  await withLock(join(prefix(), '.lock'), 'Another set-up is running; waiting for it.', () => {
    rmSync(folder, { recursive: true, force: true });
    updated.clear();
  });
}
