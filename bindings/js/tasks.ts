import { ZeropointError } from './errors.js';

// Browsers have no setImmediate, and their timers wait for 4 ms once they are nested. Node would take many messages in
// one turn of its loop, and timers would not get theirs.
const immediate = (globalThis as { setImmediate?: (work: () => void) => void }).setImmediate;

const waiting: (() => void)[] = [];
let port: MessagePort | undefined;

function post(work: () => void): void {
  if (!port) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
    port = channel.port2;
  }
  waiting.push(work);
  port.postMessage(undefined);
}

/** Resolves in a task of its own, after what has arrived meanwhile. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => (immediate ?? post)(resolve));
}

/** The items, as long as the signal is not aborted: then `aborted`, also before the first and behind the last. */
export async function* unlessAborted<T>(items: Iterable<T> | AsyncIterable<T>, signal: AbortSignal | undefined, message: string): AsyncGenerator<T> {
  const check = () => {
    if (signal?.aborted) throw new ZeropointError('aborted', message, { cause: signal.reason });
  };
  check();
  if (typeof items !== 'object' || items === null || !(Symbol.iterator in items || Symbol.asyncIterator in items)) {
    throw new ZeropointError('invalid_argument', 'samples must be something to iterate over: an array, or a generator of batches');
  }
  for await (const item of items) {
    check();
    yield item;
  }
  check();
}
