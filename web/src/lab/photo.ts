// Opening a picture, and what to say while and when that fails.
import { batch, effect, signal } from '@preact/signals';
import { ZeropointError, type RemoteImage } from 'zeropoint/worker';

import { engine } from '../core/engine';
import { photo, type Photo } from './current-photo';
import type { Pixels } from './pixels';
import { openFile, OpenError } from './open-file';
import { photoUrl, samples, type Sample, type SampleId } from './samples';
import { centreX, centreY, sample, zoom } from './settings';
import { firstRun } from './work';

export interface Opening {
  name: string;
  doing: string;
  /** 0 to 1. */
  done: number;
}
export const opening = signal<Opening | undefined>(undefined);

export interface Failure {
  title: string;
  why: string;
  advice: string;
}
export const failure = signal<Failure | undefined>(undefined);

let lastOpening = 0;

function failureOf(name: string, error: unknown): Failure {
  const title = `${name} was not opened`;
  if (error instanceof OpenError) return { title, why: error.message, advice: error.advice };
  if (error instanceof ZeropointError && error.code === 'load_failed') {
    return { title: 'The arithmetic did not load', why: error.message, advice: 'Check the connection, then load the page again.' };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { title, why, advice: 'Try another picture.' };
}

/** Replaces the picture when `read` has succeeded in everything; until then the page stays as it is. */
async function open(name: string, from: Sample | undefined, read: () => Promise<Blob>, keepView = false): Promise<void> {
  const mine = ++lastOpening;
  const say = (doing: string, done: number) => {
    if (mine === lastOpening) opening.value = { name, doing, done };
  };
  const loaded: RemoteImage[] = [];
  try {
    say('Reading', 0.02);
    const [blob, zeropoint] = await Promise.all([read(), engine()]);
    say('Decoding', 0.1);
    const { full, preview } = await openFile(blob, name, (width, height) => {
      say(`Decoding ${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`, 0.15);
    });
    if (mine !== lastOpening) return;
    const load = async (pixels: Pixels) => {
      const image = await zeropoint.loadImage(pixels);
      loaded.push(image);
      return image;
    };
    const next: Photo = { name, pixels: full, image: await load(full), ...(from && { sample: from }) };
    if (preview) next.preview = { pixels: preview, image: await load(preview) };
    const show = await firstRun(next, (done) => say('Quantizing', 0.5 + done / 2));
    if (mine !== lastOpening) return loaded.forEach((image) => image.dispose());
    const old = photo.peek();
    batch(() => {
      photo.value = next;
      opening.value = undefined;
      failure.value = undefined;
      if (!keepView) [zoom.value, centreX.value, centreY.value] = [0, 0.5, 0.5];
      show();
    });
    old?.image.dispose();
    old?.preview?.image.dispose();
  } catch (error) {
    loaded.forEach((image) => image.dispose());
    if (mine !== lastOpening) return;
    batch(() => {
      opening.value = undefined;
      failure.value = failureOf(name, error);
    });
  }
}

export const openOwn = (file: Blob, name: string): Promise<void> => open(name, undefined, async () => file);

let shownSample: SampleId | undefined;

export function openSample(id: SampleId, keepView = false): void {
  const found = samples.find((entry) => entry.id === id)!;
  shownSample = id;
  sample.value = id;
  void open(found.title, found, async () => {
    const answer = await fetch(photoUrl(found)).catch(() => undefined);
    if (!answer?.ok) throw new OpenError('The file could not be fetched.', 'Check the connection, or open a picture of your own.');
    return answer.blob();
  }, keepView);
}

// Back, forward and an edited address choose a sample too, and say which part of it is looked at.
effect(() => {
  if (sample.value !== shownSample) openSample(sample.value, true);
});
