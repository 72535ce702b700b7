// The image that is looked at, and what the networks say of it.
import { computed, effect, signal } from '@preact/signals';

import { answersOf, scoresOf } from '../session/answers';
import type { Network } from '../session/network';
import type { ImageShape } from '../session/preprocessing';
import { bytesOf } from '../session/samples';
import { network, session } from '../session/session';
import { sampleIndex } from '../state/settings';

export interface Input {
  title: string;
  shape: ImageShape;
  /** height × width × channels */
  bytes: Uint8Array<ArrayBuffer>;
  /** Index among the test images, where it is one of them. */
  sample?: number;
  label?: number;
}

/** Drawn, opened or seen by the camera; it stands in place of a test image until one of those is chosen. */
export const ownInput = signal<Input | undefined>(undefined);

const isSame = (a: ImageShape, b: ImageShape) => a.every((size, i) => size === b[i]);

export const input = computed<Input | undefined>(() => {
  const own = ownInput.value;
  const now = session.value;
  if (!now) return undefined;
  if (own && isSame(own.shape, now.network.input.shape)) return own;
  const { test } = now;
  if (!test) return undefined;
  const sample = Math.min(sampleIndex.value, test.length - 1);
  const label = test.labels?.[sample] ?? -1;
  return {
    title: test.names?.[sample] ?? `image ${sample}`,
    shape: test.shape,
    bytes: bytesOf(test, sample),
    sample,
    ...(label >= 0 && { label }),
  };
});

export function chooseSample(index: number): void {
  ownInput.value = undefined;
  sampleIndex.value = index;
}

/** What the float network says of an image that is not of the test images. */
const ownScores = signal<{ input: Input; scores: Float32Array } | undefined>(undefined);

export const floatScores = computed(() => {
  const of = input.value;
  if (!of) return undefined;
  const { answers } = session.value!;
  if (of.sample !== undefined) return answers && scoresOf(answers, of.sample);
  return ownScores.value?.input === of ? ownScores.value.scores : undefined;
});

/** An image as a set of one. */
export const asSamples = ({ title, shape, bytes }: Input) => ({ title, length: 1, shape, bytes });

let running = Promise.resolve();

/** Resolves when the networks have answered the newest image: the camera waits for it. */
export const settledInput = (): Promise<void> => running;

async function look(of: Input, on: Network): Promise<void> {
  const { scores } = await answersOf(on.model, on, asSamples(of));
  if (of === input.peek()) ownScores.value = { input: of, scores };
}

effect(() => {
  const of = input.value;
  const on = network.value;
  // A network that was replaced meanwhile answers no more.
  if (of && on && of.sample === undefined) running = look(of, on).catch(() => {});
});
