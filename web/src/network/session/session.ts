// The network that is shown, its images, and opening another: until that has succeeded in everything, the page stays
// as it was.
import { batch, computed, effect, signal } from '@preact/signals';
import { ZeropointError } from 'zeropoint/worker';

import { engine, isAborted } from '../../core/engine';
import { chosenLayer, demoId } from '../state/settings';
import { answersOf, type Answers } from './answers';
import { demoSamples } from './demo-samples';
import { demos, modelUrl, type DemoId } from './demos';
import { openNetwork, OpenError, type Network } from './network';
import type { Samples } from './samples';

export interface Session {
  network: Network;
  /** Ranges are taken from these; none before the visitor has given some. */
  calibration: Samples | undefined;
  /** Accuracy and agreement are measured on these. */
  test: Samples | undefined;
  /** What the float network says of `test`. */
  answers: Answers | undefined;
}

export const session = signal<Session | undefined>(undefined);
export const network = computed(() => session.value?.network);

export interface Opening {
  what: string;
  doing: string;
  /** 0 to 1. */
  done: number;
}
export const opening = signal<Opening | undefined>(undefined);

export interface Failure {
  title: string;
  why: string;
}
export const failure = signal<Failure | undefined>(undefined);

function failureOf(what: string, error: unknown): Failure {
  if (error instanceof ZeropointError && error.code === 'load_failed') {
    return { title: 'The arithmetic did not load', why: `${error.message}. Check the connection, then load the page again.` };
  }
  return { title: `${what} was not opened`, why: error instanceof Error ? error.message : String(error) };
}

let abort = new AbortController();

/** Stops what is being opened; what is on screen stays. */
export function stopOpening(): void {
  abort.abort();
  opening.value = undefined;
}

type Say = (doing: string, done: number) => void;

/** Shows what `read` gives, once it has it all. A newer opening takes the place of this one. */
async function open(what: string, read: (say: Say, signal: AbortSignal) => Promise<Session>): Promise<boolean> {
  abort.abort();
  const mine = (abort = new AbortController());
  const say: Say = (doing, done) => {
    if (!mine.signal.aborted) opening.value = { what, doing, done };
  };
  try {
    say('Reading', 0.02);
    const next = await read(say, mine.signal);
    if (mine.signal.aborted) {
      if (next.network.model !== network.peek()?.model) next.network.model.dispose();
      return false;
    }
    const old = network.peek();
    batch(() => {
      session.value = next;
      opening.value = undefined;
      failure.value = undefined;
      if (!next.network.layers.some(({ name }) => name === chosenLayer.peek())) chosenLayer.value = '';
    });
    if (old && old.model !== next.network.model) old.model.dispose();
    return true;
  } catch (error) {
    if (mine.signal.aborted || isAborted(error)) return false;
    batch(() => {
      opening.value = undefined;
      failure.value = failureOf(what, error);
    });
    return false;
  }
}

async function answered(of: Network, test: Samples, say: Say, signal: AbortSignal): Promise<Answers> {
  const onProgress = (done: number) => say(`Running ${test.title}`, 0.4 + 0.6 * done);
  return answersOf(of.model, of, test, { onProgress, signal });
}

export function openDemo(id: DemoId): Promise<boolean> {
  const demo = demos.find((entry) => entry.id === id)!;
  return open(id, async (say, signal) => {
    const file = fetch(modelUrl(id)).catch(() => undefined).then(async (answer) => {
      if (!answer?.ok) throw new OpenError('The file could not be fetched. Check the connection, or drop a network of your own.');
      return new Uint8Array(await answer.arrayBuffer());
    });
    const [zeropoint, bytes, { calibration, test }] = await Promise.all([engine(), file, demoSamples[id]()]);
    say('Loading the network', 0.3);
    const opened = await openNetwork(zeropoint, id, bytes, demo);
    try {
      return { network: opened, calibration, test, answers: await answered(opened, test, say, signal) };
    } catch (error) {
      opened.model.dispose();
      throw error;
    }
  });
}

/** A network of the visitor's. Its images come after it. */
export function openOwn(file: Blob, fileName: string): Promise<boolean> {
  return open(fileName, async (say) => {
    if (file.size === 0) throw new OpenError('The file is empty.');
    const [zeropoint, bytes] = await Promise.all([engine(), file.arrayBuffer()]);
    say('Loading the network', 0.3);
    const opened = await openNetwork(zeropoint, fileName.replace(/\.onnx$/i, ''), new Uint8Array(bytes));
    return { network: opened, calibration: undefined, test: undefined, answers: undefined };
  });
}

/** The visitor's images for the network that is shown, with other classes or preprocessing where these are given. */
export function useSamples(what: string, read: (say: Say, signal: AbortSignal) => Promise<{ samples: Samples; network?: Partial<Network> }>): Promise<boolean> {
  return open(what, async (say, signal) => {
    const now = session.peek();
    if (!now) throw new OpenError('There is no network yet to give images to.');
    const { samples, network: changed } = await read(say, signal);
    const of = { ...now.network, ...changed };
    return { network: of, calibration: samples, test: samples, answers: await answered(of, samples, say, signal) };
  });
}

let shownDemo: DemoId | undefined;

/** Also where the same one is shown already, in place of a network of the visitor's. */
export function chooseDemo(id: DemoId): void {
  shownDemo = id;
  demoId.value = id;
  void openDemo(id);
}

// Back, forward and an edited address choose a network too.
effect(() => {
  if (demoId.value !== shownDemo) chooseDemo(demoId.value);
});
