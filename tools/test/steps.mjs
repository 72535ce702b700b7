// The steps of `npm test`. Each gives { passed, failed, output }; output is shown when something failed.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cmakeBuild } from '../build/cmake.mjs';
import { filesBelow } from '../build/fingerprint.mjs';
import { buildPackage, tsc } from '../build/package.mjs';
import { buildPage } from '../build/page.mjs';
import { chromium } from '../setup/chromium.mjs';
import { firefox } from '../setup/firefox.mjs';
import { networks } from '../setup/networks.mjs';
import { root } from '../setup/place.mjs';
import { SetupError } from '../setup/report.mjs';
import { run } from '../setup/run.mjs';
import { checkRules } from './rules.mjs';
import { overBudget, sizeTable, sizes } from './sizes.mjs';
import { doctestSummary, nodeTestSummary } from './summary.mjs';

const minutes = 60_000;
const full = process.env.ZEROPOINT_FULL === '1';
const stepTimeout = (full ? 240 : 15) * minutes;
// Colours would hide the summaries; the context is set when these tools are themselves run by a test.
const plain = { NO_COLOR: '1', FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined };

/** The same promise to all who ask, so that several steps may need one build. */
const once = (work) => {
  let result;
  return () => (result ??= work());
};
const builtPackage = once(buildPackage);
const builtPage = once(async () => {
  await builtPackage();
  await buildPage();
});

// A runner that died before its summary, or that found nothing to run, has not passed.
function judged({ code, output }, summary) {
  const { passed, failed } = summary(output);
  const silent = passed + failed === 0;
  return { passed, failed: failed || (code !== 0 || silent ? 1 : 0), output: silent ? `${output}\nNo test was run.` : output };
}

function rules() {
  const results = checkRules();
  const broken = results.filter((result) => result.complaints.length > 0);
  const output = broken.map(({ rule, complaints }) => [`Broken: ${rule}`, ...complaints.map((line) => `  ${line}`)].join('\n')).join('\n');
  return { passed: results.length - broken.length, failed: broken.length, output };
}

// All that is native, because tests of the other floors compare with programs made from the same core.
const builtNative = once(() => cmakeBuild('native', ['all']));

// Tests that are marked to be skipped are the long ones; under the sanitizers they would take hours.
const cpp = (preset, build = () => cmakeBuild(preset, ['zeropoint_tests'])) => async () => {
  const folder = await build();
  const places = ['tests/cpp', '.'].flatMap((place) => ['.cjs', '.js', '.exe', ''].map((ending) => join(folder, place, `zeropoint_tests${ending}`)));
  const program = places.find((file) => existsSync(file));
  if (!program) throw new SetupError(`There is no zeropoint_tests in build/${preset}.`);
  const wasm = /js$/.test(program);
  const env = { ...plain, UBSAN_OPTIONS: 'print_stacktrace=1' };
  const options = ['--no-colors=true', `--no-skip=${full && preset !== 'asan'}`];
  const result = await run(wasm ? process.execPath : program, [...(wasm ? [program] : []), ...options], { cwd: root, env, timeout: stepTimeout });
  return judged(result, doctestSummary);
};

async function types() {
  await builtPackage();
  const projects = ['bindings', 'web', 'tests'].flatMap((folder) => {
    const found = filesBelow(join(root, folder)).filter((file) => /[/\\]tsconfig\.json$/.test(file));
    if (found.length === 0 && folder !== 'tests') throw new SetupError(`There is no tsconfig.json below ${folder}/.`);
    return found;
  });
  const results = await Promise.all(projects.map((project) => tsc(project, ['--noEmit', '--emitDeclarationOnly', 'false'])));
  const complaints = results.filter((output) => output !== undefined);
  return { passed: projects.length - complaints.length, failed: complaints.length, output: complaints.join('\n') };
}

async function nodeTests(folder, options = []) {
  const path = join(root, 'tests', folder);
  const files = filesBelow(path).filter((file) => file.endsWith('.test.mjs')).map((file) => relative(root, file));
  if (files.length === 0) throw new SetupError(`There is no tests/${folder}/*.test.mjs.`);
  const args = ['--test', ...options, '--test-reporter=spec', `--test-timeout=${(full ? 120 : 5) * minutes}`, ...files];
  const result = await run(process.execPath, args, { cwd: root, env: plain, timeout: stepTimeout });
  return judged(result, nodeTestSummary);
}

async function node() {
  await builtPackage();
  await builtNative();
  await networks();
  return nodeTests('node');
}

async function packed() {
  await builtPackage();
  await chromium();
  return nodeTests('package');
}

async function browser() {
  await builtPage();
  await builtNative();
  await chromium();
  return nodeTests('browser', ['--test-concurrency=2']); // a browser waits now and then, also on two cores
}

async function inFirefox() {
  await builtPage();
  if (await firefox()) return nodeTests('firefox');
  return { passed: 0, failed: 0, always: '  Not run: there is no Firefox here. Install it, or set FIREFOX_PATH to its program.' };
}

async function budgets() {
  await builtPage();
  const rows = sizes();
  const over = overBudget(rows);
  const limited = rows.filter((row) => row.budget).length;
  const complaints = over.map((row) => `Over budget: ${row.what}, ${row.brotli} bytes with brotli, at most ${row.budget}.`);
  return { passed: limited - over.length, failed: over.length, always: sizeTable(rows), output: complaints.join('\n') };
}

export const steps = [
  { key: 'rules', title: 'Rules of the source tree', run: rules },
  { key: 'native', title: 'C++, native', run: cpp('native', builtNative) },
  { key: 'asan', title: 'C++, native with AddressSanitizer and UBSan', run: cpp('asan') },
  { key: 'wasm-scalar', title: 'C++ as WebAssembly in Node, scalar', run: cpp('wasm-scalar') },
  { key: 'wasm-simd128', title: 'C++ as WebAssembly in Node, simd128', run: cpp('wasm-simd128') },
  { key: 'types', title: 'TypeScript of bindings, page and tests', run: types },
  { key: 'node', title: 'JavaScript API in Node', run: node },
  { key: 'package', title: 'Package as installed from its tarball', run: packed },
  { key: 'browser', title: 'Page in Chromium', run: browser },
  { key: 'firefox', title: 'Page in Firefox', run: inFirefox },
  { key: 'sizes', title: 'Size budgets', run: budgets },
];
