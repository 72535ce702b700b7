// What the tools say. A failure that people can do something about is a `SetupError`: it is shown as its
// sentence alone. Anything else is a defect of the tools and keeps its stack.

export class SetupError extends Error {}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

export function megabytes(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs a command-line program's `main` and turns what it throws into a message and an exit code. */
export async function program(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
