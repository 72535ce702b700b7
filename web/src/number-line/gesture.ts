// While a hand drags or steps something, the axis must not move under it: the view is held, and fitted
// again when the hand has rested.
import { computed, effect, signal } from '@preact/signals';

import { grid } from './model';
import { zoomed, type View } from './state';
import { fit } from './view';

const heldView = signal<View | undefined>(undefined);
let restTimer: ReturnType<typeof setTimeout> | undefined;

const wanted = computed<View | undefined>(
  () => zoomed.value ?? heldView.value ?? (grid.value && fit(grid.value)),
);

/** What is on screen: the view that is wanted, or on the way there. */
export const view = signal<View | undefined>(undefined);

/** While true, the view follows at once. */
let following = false;

export function hold(): void {
  clearTimeout(restTimer);
  heldView.value ??= view.peek();
}

/** The view keeps its place relative to the codes instead, as the zero point moves. */
export function follow(): void {
  clearTimeout(restTimer);
  following = true;
}

export function release(rest = 0): void {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    following = false;
    heldView.value = undefined;
  }, rest);
}

const duration = 220; // ms
const calm = matchMedia('(prefers-reduced-motion: reduce)');
let frame = 0;

effect(() => {
  const to = wanted.value;
  const from = view.peek();
  cancelAnimationFrame(frame);
  if (!to || !from || following || heldView.peek() || calm.matches) return void (view.value = to);
  const start = performance.now();
  const step = (now: number) => {
    const done = Math.min(1, Math.max(0, now - start) / duration);
    const eased = 1 - (1 - done) ** 3;
    const between = (a: number, b: number) => (done === 1 ? b : a + (b - a) * eased);
    view.value = { lo: between(from.lo, to.lo), hi: between(from.hi, to.hi) };
    if (done < 1) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
});
