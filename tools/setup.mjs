// npm run setup: brings what is missing. --print lists what was downloaded, --remove removes it.
import { chromium } from './setup/chromium.mjs';
import { removeAptFiles } from './setup/apt.mjs';
import { testData } from './setup/data.mjs';
import { emscripten, shellEnvironment } from './setup/emscripten.mjs';
import { headers } from './setup/headers.mjs';
import { printInventory, removeInventory } from './setup/inventory.mjs';
import { checkCompiler, checkNode, cmakeGenerator } from './setup/native.mjs';
import { networks } from './setup/networks.mjs';
import { npmPackages } from './setup/npm.mjs';
import { SetupError, program, say } from './setup/report.mjs';

const usage = `node tools/setup.mjs [what]
  (nothing)      npm packages, Emscripten, headers and Chromium
  --data         data of tests and training: ONNX node tests, photographs, Fashion-MNIST, MNIST, CIFAR-10
  --networks     the networks that tests and benchmarks run, exported by PyTorch
  --env          lines for a shell in which emcc works:  eval "$(node tools/setup.mjs --env)"
  --print        what is in the private prefix, with sizes
  --remove       removes it`;

async function everything() {
  checkNode();
  await cmakeGenerator();
  checkCompiler();
  await npmPackages();
  const compiler = await emscripten();
  const include = await headers();
  const browser = await chromium();
  await removeAptFiles();
  say(`Node          ${process.version}`);
  say(`Emscripten    ${compiler.version}  ${compiler.root}`);
  for (const [name, place] of Object.entries(include)) say(`${name.padEnd(13)} ${place}`);
  say(`Chromium      ${browser.executablePath}`);
}

async function data() {
  for (const [name, place] of Object.entries(await testData())) say(`${name.padEnd(13)} ${place}`);
  await removeAptFiles();
}

async function exported() {
  say(`networks      ${await networks()}`);
  await removeAptFiles();
}

async function environment() {
  for (const [key, value] of Object.entries(shellEnvironment(await emscripten()))) say(`export ${key}='${value}'`);
}

await program((args) => {
  const actions = {
    '--data': data, '--networks': exported, '--env': environment, '--print': printInventory, '--remove': removeInventory, '--help': () => say(usage),
  };
  if (args.length === 0) return everything();
  if (args.length > 1 || !actions[args[0]]) throw new SetupError(usage);
  return actions[args[0]]();
});
