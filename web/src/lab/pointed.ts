// What is pointed at, on whichever panel; the others show the same thing.
import { computed, signal } from '@preact/signals';

import { photo } from './current-photo';
import { levels } from './levels';

/** A pixel of the picture: under the pointer, else where the keys have left the cursor, at first the middle. */
export const hovered = signal<{ x: number; y: number } | undefined>(undefined);
const cursor = signal<{ x: number; y: number } | undefined>(undefined);

export const pixel = computed(() => {
  const pixels = photo.value?.pixels;
  if (!pixels) return undefined;
  const at = hovered.value ?? cursor.value;
  const middle = { x: Math.floor(pixels.width / 2), y: Math.floor(pixels.height / 2) };
  return at && at.x < pixels.width && at.y < pixels.height ? at : middle;
});

/** Whether the keys, not the pointer, chose the pixel. */
export const byKeys = computed(() => hovered.value === undefined && cursor.value !== undefined);

export function moveCursor(dx: number, dy: number): { x: number; y: number } | undefined {
  const pixels = photo.peek()?.pixels;
  if (!pixels) return undefined;
  const within = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));
  const from = pixel.peek()!;
  hovered.value = undefined;
  return (cursor.value = { x: within(from.x + dx, pixels.width), y: within(from.y + dy, pixels.height) });
}

/** A bar of the histogram, or a tooth of the comb, whose rows may be channels. */
export const pointedAt = signal<{ byte: number } | { code: number; row: number; channels: boolean } | undefined>(undefined);

/** Which bytes that means. */
export const pointedBytes = computed<Uint8Array | undefined>(() => {
  const at = pointedAt.value;
  if (!at) return undefined;
  const marks = new Uint8Array(256);
  if ('byte' in at) marks[at.byte] = 1;
  else marks.forEach((_, v) => (marks[v] = levels.value[at.row]?.codes[v] === at.code ? 1 : 0));
  return marks;
});
