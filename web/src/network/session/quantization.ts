// When what is quantized. A calibration for each network with its images; then, at every change of the recipe, freezing
// and running the test images anew, one at a time and always with the newest settings.
import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { RemoteCalibration, RemoteQuantizedModel, Recipe } from 'zeropoint/worker';

import { isAborted } from '../../core/engine';
import { averagingConstant, recipeOf, shortRecipe } from '../choose/recipe';
import { overrides, settings } from '../state/recipe-settings';
import { agreeing, answersOf, rightOnes, type Answers } from './answers';
import { tensorOf } from './preprocessing';
import type { Network } from './network';
import { bytesOf, type Samples } from './samples';
import { session, type Session } from './session';

export interface Asked {
  recipe: Recipe;
  /** The recipe in a few words. */
  title: string;
}

export interface Outcome extends Asked {
  session: Session;
  asked: Asked;
  quantized: RemoteQuantizedModel;
  answers: Answers;
}

/** What is on screen. */
export const outcome = signal<Outcome | undefined>(undefined);
/** Why the core refuses the settings. */
export const refusal = signal<string | undefined>(undefined);

export interface Work {
  doing: string;
  done: number;
}
export const working = signal<Work | undefined>(undefined);

interface Calibrated {
  session: Session;
  calibration: RemoteCalibration;
}
const calibrated = signal<Calibrated | undefined>(undefined);

/** The ranges that were seen, once they are there for the network on screen. */
export const calibration = computed(() => (calibrated.value?.session === session.value ? calibrated.value?.calibration : undefined));

const asked = computed<Asked>(() => ({ recipe: recipeOf(settings.value, overrides.value), title: shortRecipe(settings.value, overrides.value) }));

/** Whether what is on screen belongs to the network, the images and the settings of now. */
export const isSettled = computed(() => outcome.value?.asked === asked.value && outcome.value?.session === session.value);

let stop = new AbortController();

/** Gives up what is being computed; what is on screen stays. */
export function stopWork(): void {
  stop.abort();
  working.value = undefined;
}

const showAfter = 150; // ms; what is done sooner shows no progress

function progress(doing: string): (done: number) => void {
  const start = performance.now();
  const { signal } = stop;
  return (done) => {
    if (!signal.aborted && performance.now() - start > showAfter) working.value = { doing, done };
  };
}

/** The samples as inputs, batch by batch. */
export async function* inputsOf({ input, batch: { most, fixed }, preprocessing }: Network, samples: Samples) {
  for (let from = 0; from < samples.length; from += most) {
    const to = Math.min(samples.length, from + most);
    if (fixed && to - from < most && from > 0) return; // a batch that the file fixes is not filled
    const data = tensorOf(bytesOf(samples, from, to), input.shape, preprocessing);
    yield { [input.name]: { data, shape: [to - from, ...input.shape] } };
  }
}

async function calibrate(of: Session): Promise<RemoteCalibration> {
  const report = progress('Calibrating');
  const images = of.calibration!.length;
  const onProgress = (samples: number) => report(Math.min(1, samples / images));
  return of.network.model.calibrate(inputsOf(of.network, of.calibration!), { averagingConstant, onProgress, signal: stop.signal, transfer: true });
}

async function quantize(of: Session): Promise<void> {
  const wanted = asked.peek();
  const { signal } = stop;
  if (calibrated.peek()?.session !== of) {
    const next = await calibrate(of);
    calibrated.peek()?.calibration.dispose();
    calibrated.value = { session: of, calibration: next };
  }
  const quantized = await of.network.model.quantize(calibrated.peek()!.calibration, wanted.recipe);
  try {
    const answers = await answersOf(quantized, of.network, of.test!, { onProgress: progress(`Running ${of.test!.title}, quantized`), signal });
    const old = outcome.peek();
    batch(() => {
      outcome.value = { ...wanted, session: of, asked: wanted, quantized, answers };
      refusal.value = undefined;
    });
    old?.quantized.dispose();
  } catch (error) {
    quantized.dispose();
    throw error;
  }
}

/** A network without images yet: what is on screen was another's. */
function clear(): void {
  outcome.peek()?.quantized.dispose();
  batch(() => {
    outcome.value = undefined;
    refusal.value = undefined;
  });
}

let busy = false;
let again = false;

async function run(): Promise<void> {
  if (busy) {
    again = true;
    return stop.abort();
  }
  busy = true;
  do {
    again = false;
    stop = new AbortController();
    const of = session.peek()!;
    try {
      if (of.calibration && of.test) await quantize(of);
      else clear();
    } catch (error) {
      // Where the network was replaced meanwhile, its successor's run follows.
      if (of === session.peek() && !isAborted(error)) refusal.value = error instanceof Error ? error.message : String(error);
    }
    working.value = undefined;
  } while (again);
  busy = false;
}

effect(() => {
  void asked.value;
  if (session.value) untracked(() => void run());
});

export interface Verdict {
  of: number;
  agreeing: number;
  float: number | undefined;
  quantized: number | undefined;
  labelled: number;
}

/** How the two networks compare over the test images. */
export const verdict = computed<Verdict | undefined>(() => {
  const now = outcome.value;
  const { answers, test } = now?.session ?? {};
  if (!now || !answers || !test) return undefined;
  const right = { float: rightOnes(answers, test), quantized: rightOnes(now.answers, test) };
  return {
    of: test.length,
    agreeing: agreeing(answers, now.answers),
    float: right.float?.right,
    quantized: right.quantized?.right,
    labelled: right.float?.of ?? 0,
  };
});
