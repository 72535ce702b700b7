// When what is quantized. While a control moves: the picture, or a smaller copy of a large one, one run at a
// time, always with the newest settings. When the hand has rested: all of it with codes, SSIM and error map.
import { computed, effect, signal } from '@preact/signals';
import type { ErrorMapOptions, ImageOptions, QuantizedImage } from 'zeropoint/worker';

import { isAborted } from '../core/engine';
import { photo, type Photo } from './current-photo';
import { neutral } from './neutral';
import { errorChannel, errorScale, mode, options } from './settings';

export interface Outcome {
  photo: Photo;
  options: ImageOptions;
  result: QuantizedImage;
  /** What result.errorMap was drawn with. */
  errorMap: ErrorMapOptions | undefined;
  /** Of the whole picture, not of a smaller copy. */
  whole: boolean;
  /** With codes and SSIM. */
  complete: boolean;
}

/** What is on screen. */
export const outcome = signal<Outcome | undefined>(undefined);
/** The last complete one: its codes and SSIM belong to the settings only if it is `outcome` too. */
export const complete = signal<Outcome | undefined>(undefined);
/** Why the core refuses the settings. */
export const refusal = signal<string | undefined>(undefined);
/** Share of a run over a large picture that takes long. */
export const running = signal<number | undefined>(undefined);

const rest = 150; // ms

/** The ends that the error map can have, in levels. */
export const errorScales = [4, 8, 16, 32, 64, 128, 255];

/** Levels at the ends of the error map: chosen, or about twice the root of the mean squared error. */
export const errorEnd = computed(() => {
  const typical = 2 * Math.sqrt(outcome.value?.result.metrics.mse ?? 0);
  return errorScale.value || (errorScales.find((levels) => levels >= typical) ?? 255);
});

const errorMap = computed<ErrorMapOptions | undefined>(() =>
  mode.value === 'error'
    ? { channel: errorChannel.value, fullScale: errorEnd.value, neutral: neutral.value }
    : undefined,
);

function request(of: Photo, whole: boolean, everything: boolean, map: ErrorMapOptions | undefined): ImageOptions {
  const wanted = scaled(options.peek(), of, whole);
  return { ...wanted, ...(map && { errorMap: map }), ...(everything && { codes: true, ssim: true }) };
}

// Tiles keep their place on the picture when it is shown smaller.
function scaled(wanted: ImageOptions, { pixels, preview }: Photo, whole: boolean): ImageOptions {
  const { granularity } = wanted;
  if (whole || !preview || granularity?.kind !== 'tile') return wanted;
  const of = (size: number) => Math.max(1, Math.round((size * preview.pixels.width) / pixels.width));
  return { ...wanted, granularity: { ...granularity, width: of(granularity.width), height: of(granularity.height) } };
}

function show(next: Outcome): void {
  outcome.value = next;
  if (next.complete) complete.value = next;
  refusal.value = undefined;
}

function fail(error: unknown): void {
  if (!isAborted(error)) refusal.value = error instanceof Error ? error.message : String(error);
}

/** The first run over a picture that is not shown yet; calling what it gives shows it. */
export async function firstRun(of: Photo, onProgress: (done: number) => void): Promise<() => void> {
  const asked = options.peek();
  const map = errorMap.peek();
  try {
    const result = await of.image.quantize(request(of, true, true, map), { onProgress });
    return () => show({ photo: of, options: asked, errorMap: map, result, whole: true, complete: true });
  } catch (error) {
    return () => fail(error);
  }
}

let busy = false;
let again = false;

async function runQuickly(): Promise<void> {
  if (busy) return void (again = true);
  busy = true;
  do {
    again = false;
    const of = photo.peek()!;
    const asked = options.peek();
    const map = errorMap.peek();
    const image = of.preview?.image ?? of.image;
    try {
      const result = await image.quantize(request(of, !of.preview, false, map));
      if (of === photo.peek()) show({ photo: of, options: asked, errorMap: map, result, whole: !of.preview, complete: false });
    } catch (error) {
      if (of === photo.peek()) fail(error); // else the picture was replaced and let go meanwhile
    }
  } while (again);
  busy = false;
}

let timer: ReturnType<typeof setTimeout> | undefined;
let abort: AbortController | undefined;

async function runCompletely(): Promise<void> {
  if (busy) return restLater();
  const of = photo.peek()!;
  const asked = options.peek();
  const map = errorMap.peek();
  abort = new AbortController();
  const { signal: stop } = abort;
  const onProgress = (done: number) => void (!stop.aborted && (running.value = done));
  try {
    const result = await of.image.quantize(request(of, true, true, map), { signal: stop, ...(of.preview && { onProgress }) });
    if (!stop.aborted) show({ photo: of, options: asked, errorMap: map, result, whole: true, complete: true });
  } catch (error) {
    if (!stop.aborted) fail(error);
  } finally {
    if (!stop.aborted) running.value = undefined;
  }
}

function restLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void runCompletely(), rest);
}

// firstRun has shown a new picture with these settings, unless they changed meanwhile: the automatic end of the
// error map's scale does, which follows from the first result.
function isShown(wanted: typeof current.value): boolean {
  const shown = outcome.peek();
  if (shown?.photo !== wanted.photo || shown?.options !== wanted.options) return false;
  return wanted.errorMap === shown.errorMap;
}

const current = computed(() => ({ photo: photo.value, options: options.value, errorMap: errorMap.value }));
let seen = current.peek();

effect(() => {
  const now = current.value;
  const before = seen;
  seen = now;
  abort?.abort();
  clearTimeout(timer);
  running.value = undefined;
  if (!now.photo || (now.photo !== before.photo && isShown(now))) return;
  restLater();
  void runQuickly();
});
