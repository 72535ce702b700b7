// A headless Firefox as it comes, driven by what is built into it: Marionette, the commands of WebDriver as JSON over a local
// socket. Playwright drives a Firefox of its own, or by BiDi one that is newer than Debian's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { firefox } from '../../tools/setup/firefox.mjs';

const preferences = (downloads) => ({
  'marionette.port': 0,
  'browser.download.dir': downloads,
  'browser.download.folderList': 2,
  'browser.download.always_ask_before_handling_new_types': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.dom.window.dump.enabled': true, // errors go to its standard output
  // Nothing that reaches for the network by itself.
  'app.update.disabledForTesting': true,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.provider.google4.updateURL': '',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
});

const startTime = 60_000; // ms
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

async function portOf(profile) {
  const file = join(profile, 'MarionetteActivePort');
  for (let waited = 0; waited < startTime; waited += 50) {
    if (existsSync(file) && readFileSync(file, 'utf8')) return Number(readFileSync(file, 'utf8'));
    await pause(50);
  }
  throw new Error('Firefox did not start');
}

/** Messages are `length:json`: an answer is [1, id, error, result]. */
async function connection(port) {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map();
  let received = Buffer.alloc(0);
  socket.on('data', (some) => {
    received = Buffer.concat([received, some]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(0, colon)));
      if (colon < 0 || received.length < end) return;
      const message = JSON.parse(received.subarray(colon + 1, end));
      received = received.subarray(end);
      if (!Array.isArray(message)) continue; // the greeting
      const [, id, error, result] = message;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(result);
    }
  });
  socket.on('close', () => waiting.forEach(({ reject }) => reject(new Error('Firefox has ended'))));
  await once(socket, 'connect');
  let last = 0;
  return (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      const text = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

/** Undefined where there is no Firefox. */
export async function openFirefox() {
  const found = await firefox();
  if (!found) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'zeropoint-firefox-'));
  const [profile, downloads] = ['profile', 'downloads'].map((name) => join(home, name));
  for (const folder of [profile, downloads]) mkdirSync(folder);
  writeFileSync(join(profile, 'user.js'), Object.entries(preferences(downloads)).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
  const child = spawn(found.executablePath, ['--headless', '--no-remote', '--marionette', '--profile', profile], { env: { ...found.env, HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(child, 'exit');

  const send = await connection(await portOf(profile));
  const { capabilities } = await send('WebDriver:NewSession');
  await send('WebDriver:SetWindowRect', { width: 1440, height: 1000 });

  /** Runs a function in the page; what it takes and gives is JSON. It may give a promise. */
  const run = async (use, ...args) => {
    const script = `const [args, done] = [[...arguments].slice(0, -1), arguments[arguments.length - 1]];
      Promise.resolve((${use})(...args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value: { value, error } } = await send('WebDriver:ExecuteAsyncScript', { script, args });
    if (error) throw new Error(error);
    return value;
  };
  const element = async (selector) => (await send('WebDriver:FindElement', { using: 'css selector', value: selector })).value[elementKey];
  return {
    version: capabilities.browserVersion,
    run,
    visit: (url) => send('WebDriver:Navigate', { url }),
    click: async (selector) => send('WebDriver:ElementClick', { id: await element(selector) }),
    /** Text, or keys in WebDriver's private-use characters; of a file input, a path. */
    type: async (selector, text) => send('WebDriver:ElementSendKeys', { id: await element(selector), text }),
    async waitFor(selector, timeout = 20_000) {
      for (const start = performance.now(); performance.now() - start < timeout; await pause(50)) {
        if (await run((wanted) => document.querySelector(wanted) !== null, selector)) return;
      }
      throw new Error(`${selector} is not there after ${timeout} ms`);
    },
    /** The bytes of the next file that `act` makes the page save. */
    async saved(act) {
      const before = new Set(readdirSync(downloads));
      await act();
      for (const start = performance.now(); performance.now() - start < 20_000; await pause(50)) {
        const fresh = readdirSync(downloads).filter((name) => !before.has(name));
        if (fresh.length === 1 && !fresh[0].endsWith('.part')) return { name: fresh[0], bytes: readFileSync(join(downloads, fresh[0])) };
      }
      throw new Error('nothing was saved');
    },
    /** The errors of pages so far; Firefox has some of its own. */
    errors: () => said.split('\n').filter((line) => line.startsWith('JavaScript error: http')),
    async close() {
      await send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
      await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
