// Answers of the worker: values, or errors as plain data.
import { transfer } from 'comlink';

import { ZeropointError, type ErrorCode } from './errors.js';

/** A value, or an error as plain data: a clone of an Error loses its code. */
export interface Reply<T> {
  value?: T;
  error?: { code: ErrorCode; message: string };
}

export async function reply<T>(work: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    const value = await work();
    return transfer({ value }, buffersOf(value));
  } catch (error) {
    if (!(error instanceof ZeropointError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

/** The buffers of a result, which move to the client instead of being copied. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach((v) => buffersOf(v, found));
  return [...found];
}

export function unwrapReply<T>({ value, error }: Reply<T>): T {
  if (error) throw new ZeropointError(error.code, error.message);
  return value as T;
}
