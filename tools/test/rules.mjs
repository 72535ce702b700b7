// Rules that no compiler checks: layers, file lengths, sizes, and that no package registry is named.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';
import { layerComplaints } from './layers.mjs';

const maximumLines = 400;
const maximumBytes = 2_000_000;
const sourceFile = /^(src|bindings|web|tests|tools)\/.*\.(cpp|h|ts|tsx|mjs|js|css|sh|py|cmake)$/;

// Files that git knows or would add: what is about to be committed counts as well.
function projectFiles() {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return [...new Set(listed.split('\0'))].filter((file) => file && existsSync(join(root, file)) && statSync(join(root, file)).isFile());
}

function lengthComplaints(files) {
  return files.filter((file) => sourceFile.test(file)).flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1;
    return lines > maximumLines ? [`${file}: ${lines} lines, more than ${maximumLines}`] : [];
  });
}

function sizeComplaints(files) {
  return files.flatMap((file) => {
    const bytes = statSync(join(root, file)).size;
    return bytes > maximumBytes ? [`${file}: ${bytes} bytes, more than ${maximumBytes}`] : [];
  });
}

// The names are asked of the machine, so that this file need not name them either.
function registryHosts() {
  const texts = [execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' })];
  for (const path of ['/etc/apt/sources.list', '/etc/apt/sources.list.d']) {
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
    texts.push(...files.map((file) => readFileSync(file, 'utf8')));
  }
  return new Set(texts.join('\n').match(/(?<=https?:\/\/)[^/\s:]+/g) ?? []);
}

function hostComplaints(files) {
  const hosts = [...registryHosts()].filter((host) => host.includes('.'));
  return files.flatMap((file) => {
    const content = readFileSync(join(root, file));
    // As git does: a zero byte near the start makes it a binary file.
    if (content.subarray(0, 8000).includes(0)) return [];
    const text = content.toString();
    return hosts.some((host) => text.includes(host)) ? [`${file}: names a package registry's host`] : [];
  });
}

/** Each rule with the places that break it. */
export function checkRules() {
  const files = projectFiles();
  return [
    { rule: 'includes go down the layers only', complaints: layerComplaints(files) },
    { rule: `no source file is longer than ${maximumLines} lines`, complaints: lengthComplaints(files) },
    { rule: `no file is larger than ${maximumBytes / 1e6} MB`, complaints: sizeComplaints(files) },
    { rule: 'no package registry is named', complaints: hostComplaints(files) },
  ];
}
