// The panel's reactive values: settings → grid → reading, with the last good picture kept while an entry is wrong.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { loadZeropoint, type Zeropoint } from 'zeropoint';

import { gridOf, readingOf, type Grid, type Reading } from './arithmetic';
import { defaults, settings } from './state';

/** The arithmetic, in this thread: a drag must be answered within the frame. */
export const core = signal<Zeropoint | undefined>(undefined);
export const loadError = signal('');

let loading: Promise<void> | undefined;

export function load(): void {
  loading ??= loadZeropoint().then(
    (zp) => void (core.value = zp),
    (error: Error) => {
      loading = undefined;
      loadError.value = error.message;
    },
  );
}

export interface Problem {
  /** Beside which controls the sentence belongs. */
  where: 'range' | 'codes' | 'r';
  sentence: string;
}

interface Outcome<T> {
  good: T;
  problem?: Problem;
}

const sentence = (error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};

/** The last good value together with what is wrong now. */
function keepingGood<T>(make: (zp: Zeropoint, last: T | undefined) => Outcome<T>): ReadonlySignal<Outcome<T> | undefined> {
  let last: T | undefined;
  return computed(() => {
    if (!core.value) return undefined;
    const outcome = make(core.value, last);
    last = outcome.good;
    return outcome;
  });
}

const gridOutcome = keepingGood<Grid>((zp, last) => {
  try {
    return { good: gridOf(zp, settings.value) };
  } catch (error) {
    return { good: last ?? gridOf(zp, defaults), problem: { where: faultOf(zp), sentence: sentence(error) } };
  }
});

/** Whether the codes that were asked for exist tells which of the two the sentence is about. */
function faultOf(zp: Zeropoint): 'codes' | 'range' {
  try {
    gridOf(zp, { ...settings.value, min: 0, max: 1 });
    return 'range';
  } catch {
    return 'codes';
  }
}

const readingOutcome = keepingGood<{ r: number; reading: Reading }>((zp, last) => {
  const now = gridOutcome.value!.good;
  const at = (r: number) => ({ r, reading: readingOf(zp, now, r) });
  try {
    return { good: at(settings.value.r) };
  } catch (error) {
    return { good: at(last?.r ?? defaults.r), problem: { where: 'r', sentence: sentence(error) } };
  }
});

export const grid = computed(() => gridOutcome.value?.good);
export const reading = computed(() => readingOutcome.value?.good.reading);
export const problems = computed(() =>
  [gridOutcome.value?.problem, readingOutcome.value?.problem].filter((problem) => problem !== undefined),
);
