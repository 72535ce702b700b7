// Names of classes, from a file.
import { read } from './network.js';
import { Failure } from './options.js';

/** A line each; or JSON: a list, or an object by number as Keras has it, whose entries may be [id, name]. */
export async function readLabels(file: string): Promise<string[]> {
  const text = new TextDecoder().decode(await read(file));
  if (!/^\s*[[{]/.test(text)) return text.replace(/\r?\n$/, '').split(/\r?\n/);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Failure(`${file}: is not JSON (${(error as Error).message})`);
  }
  const entries = Array.isArray(json) ? json : Array.from(Object.keys(json as object), (_, i) => (json as Record<string, unknown>)[i]);
  const names = entries.map((entry) => (Array.isArray(entry) ? entry.at(-1) : entry) as unknown);
  const wrong = names.findIndex((name) => typeof name !== 'string');
  if (wrong >= 0) throw new Failure(`${file}: class ${wrong} has no name`);
  return names as string[];
}
