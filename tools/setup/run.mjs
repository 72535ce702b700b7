import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of path.split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

/**
 * Runs a program to its end. Output is collected, and passed through as well with `show`.
 * Never rejects: a program that cannot be started has code 127, one that outlives `timeout` (ms) is killed.
 * @returns {Promise<{code: number, stdout: string, stderr: string, output: string}>}
 */
export function run(command, args, { cwd, env = {}, show = false, timeout } = {}) {
  return new Promise((resolve) => {
    const result = { code: 127, stdout: '', stderr: '', output: '' };
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
      killSignal: 'SIGKILL',
      // npm and emcc are batch files there, which Windows starts only through its shell.
      shell: process.platform === 'win32',
    });
    const collect = (stream, key, sink) => {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        result[key] += text;
        result.output += text;
        if (show) sink.write(text);
      });
    };
    collect(child.stdout, 'stdout', process.stdout);
    collect(child.stderr, 'stderr', process.stderr);
    child.on('error', (error) => {
      result.stderr += error.message;
      result.output += error.message;
      resolve(result);
    });
    child.on('close', (code, signal) => {
      result.code = code ?? 128;
      if (signal) result.output += `\nended by ${signal}\n`;
      resolve(result);
    });
  });
}

/** The last lines of a text, for an error message. */
export function tail(text, lines = 12) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
