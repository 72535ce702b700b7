// npm run bench [-- image models int8 layers start workers page kernels] [--all] [--only resnet8]
// [--threads 1,2] [--rounds 40] [--in node,chromium] [--json file]: speed in Node and in Chromium, and download sizes.
//   image   pictures beside plain JavaScript
//   models  float networks beside onnxruntime-web; --all times every network that the tests run
//   int8    integer networks beside onnxruntime-web and LiteRT.js, or --only some; layers: the same for single layers
//   start   from an empty page to the first result, and memory
//   workers a batch spread over two plain workers
//   page    the built page: first view, changes of a recipe, tasks of the main thread
//   kernels the integer convolution kernels beside the roofline of the moment, in C++
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { networks } from '../../tools/setup/networks.mjs';
import { root } from '../../tools/setup/place.mjs';
import { sizes, sizeTable } from '../../tools/test/sizes.mjs';
import { exported, usual } from '../data/networks/catalogue.mjs';
import { environments } from './environments.mjs';
import { clear, preparedLayers, preparedNetworks } from './networks/prepare.mjs';
import { pageTable } from './page-view.mjs';
import { peerSizes } from './peers/sizes.mjs';
import { imageTable, modelsTable } from './tables.mjs';
import { contestTable, peerSizeTable, startTable, workersTable } from './tables-int8.mjs';

// Above this many multiply-adds a network is timed in fewer rounds, and from empty pages only once more for its memory.
const large = 100e6;
const roundsForLarge = 30;
const roundsFromStart = { small: 11, large: 3 };

const suites = {
  image: { run: (at) => at.image(), table: imageTable },
  models: { run: (at, { chosen }) => each(chosen, at.model), table: modelsTable },
  int8: { run: (at, { contests, rounds }) => each(contests, (one) => at.contest(one, roundsOf(one, rounds))), table: contestTable('int8', 'networks') },
  layers: { run: (at, { layers, rounds }) => each(layers, (one) => at.contest(one, rounds)), table: contestTable('layers', 'single layers') },
  page: { run: (at) => at.page(), table: pageTable },
  start: { run: (at, { contests }) => each(contests, (one) => at.start(one, roundsFromStart[one.macs > large ? 'large' : 'small'])), table: startTable },
  workers: { run: (at, { contests, rounds }) => each(contests.filter(({ macs }) => macs > large), (one) => at.workers(one, rounds)), table: workersTable },
  kernels: { run: (at) => at.kernels(), table: ({ version, kernels }) => `${version}, integer convolution kernels, one thread\n\n${kernels}` },
};

const roundsOf = ({ macs }, rounds) => (macs > large ? Math.min(rounds, roundsForLarge) : rounds);

// One after the other, so that memory is free again.
async function each(list, work) {
  const results = [];
  for (const one of list) results.push(await work(one));
  return results;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '40' }, json: { type: 'string' }, only: { type: 'string' },
    threads: { type: 'string', default: '1,2' }, all: { type: 'boolean', default: false },
    in: { type: 'string', default: Object.keys(environments).join() },
  },
});
const rounds = Number(values.rounds);
const threads = values.threads.split(',').map(Number);
const places = values.in.split(',');
if (positionals.some((name) => !suites[name]) || places.some((name) => !environments[name]) || !Number.isInteger(rounds) || rounds < 1
  || threads[0] !== 1 || threads.some((count) => !Number.isInteger(count))) {
  console.error(`Usage: npm run bench -- [${Object.keys(suites).join('] [')}] [--all] [--only NETWORK,…] [--threads 1,…] [--rounds N] [--in ${Object.keys(environments)}] [--json FILE]`);
  process.exit(1);
}
const wanted = positionals.length > 0 ? positionals : Object.keys(suites);

// { name, file } of the float networks to time: the exported ones, and the demo networks of models/.
async function floatNetworks() {
  const folder = await networks();
  const names = values.all ? Object.keys(exported) : usual;
  const own = join(root, 'models');
  const demos = existsSync(own) ? readdirSync(own, { recursive: true }).filter((file) => file.endsWith('.onnx')) : [];
  return [
    ...names.map((name) => ({ name, file: join(folder, `${name}.onnx`) })),
    ...demos.map((file) => ({ name: basename(file, '.onnx'), file: join(own, file) })),
  ];
}

const needs = (...names) => names.some((name) => wanted.includes(name));
clear();
const options = {
  rounds, threads,
  chosen: needs('models') ? await floatNetworks() : [],
  contests: needs('int8', 'start', 'workers') ? await preparedNetworks(await networks(), values.only?.split(',')) : [],
  layers: needs('layers') ? await preparedLayers() : [],
};

const found = [];
for (const place of places) {
  const { suites: possible, run } = environments[place];
  const here = wanted.filter((name) => possible.includes(name));
  if (here.length === 0) continue;
  found.push(await run(options, async (version, at) => {
    const result = { version };
    for (const name of here) {
      result[name] = await suites[name].run(at, options);
      console.log(`${suites[name].table(result, rounds)}\n`);
    }
    return result;
  }));
}
const rows = sizes();
const peers = needs('start') ? peerSizes() : [];
console.log(sizeTable(rows));
if (peers.length > 0) console.log(peerSizeTable(peers));
if (values.json) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const machine = { processor: cpus()[0].model, cores: cpus().length };
  writeFileSync(values.json, JSON.stringify({ version, date: new Date().toISOString(), machine, rounds, environments: found, sizes: rows, peers }, null, 2));
}
// The threads of a peer in Node keep the process alive.
process.exit();
