// Values of options, and how failures are told.
import { InvalidArgumentError } from 'commander';

/** A failure that has its sentence; its message names the file. */
export class Failure extends Error {}

/** One line on stderr, and exit code 1. */
export function complain(error: unknown): void {
  const known = error instanceof Failure || (error as Error)?.name === 'ZeropointError';
  process.exitCode = 1;
  process.stderr.write(known ? `zeropoint: ${(error as Error).message}\n` : `zeropoint: ${(error as Error)?.stack ?? String(error)}\n`);
}

export const integer = (least: number) => (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) throw new InvalidArgumentError(`It must be an integer of at least ${least}.`);
  return value;
};

export function numberOf(text: string): number {
  const [value, ...more] = numbers(text);
  if (more.length > 0) throw new InvalidArgumentError('It must be one number.');
  return value!;
}

export function numbers(text: string): number[] {
  const values = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError('It must be numbers with commas between them.');
  return values;
}

const sizes = (text: string, least: number): number[] => text.split(/[,x]/).map((word) => integer(least)(word.trim()));

export function sizeOf(text: string): [number, number] {
  const values = sizes(text, 1);
  if (values.length !== 2) throw new InvalidArgumentError('It must be height,width.');
  return values as [number, number];
}

/** `x=1,3,224,224`, collected; `1,3,224,224` is meant for the only input, which stands under ''. */
export function shapeOf(text: string, before: Record<string, number[]> = {}): Record<string, number[]> {
  const at = text.lastIndexOf('=');
  return { ...before, [at < 0 ? '' : text.slice(0, at)]: sizes(text.slice(at + 1), 0) };
}
