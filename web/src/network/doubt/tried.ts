// All configurations that were tried on the network with these images: how large, and how good.
import { effect, signal, untracked } from '@preact/signals';

import { hrefTo } from '../../state/url-state';
import { agreeing, rightOnes } from '../session/answers';
import { outcome, type Outcome } from '../session/quantization';
import type { Session } from '../session/session';

export interface Tried {
  title: string;
  bytes: number;
  /** Percent right, or percent in agreement with float where there are no labels. */
  good: number;
  /** The address that brings it back. */
  href: string;
  outcome: Outcome;
}

export const tried = signal<readonly Tried[]>([]);

let of: Session | undefined;

function entry(now: Outcome): Tried {
  const { test, answers } = now.session;
  const right = rightOnes(now.answers, test!);
  const good = right ? (100 * right.right) / right.of : (100 * agreeing(answers!, now.answers)) / test!.length;
  return { title: now.title, bytes: now.quantized.size.bytes, good, href: hrefTo('network'), outcome: now };
}

effect(() => {
  const now = outcome.value;
  if (!now) return;
  untracked(() => {
    const next = entry(now);
    const before = of === now.session ? tried.peek() : [];
    of = now.session;
    tried.value = [...before.filter(({ title, bytes, good }) => title !== next.title || bytes !== next.bytes || good !== next.good), next];
  });
});
