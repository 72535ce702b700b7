// What the quantized network says of the image that is looked at.
import { computed, effect, signal } from '@preact/signals';

import { answersOf, scoresOf } from '../session/answers';
import { outcome, type Outcome } from '../session/quantization';
import { session } from '../session/session';
import { asSamples, input, type Input } from './input';

const own = signal<{ input: Input; outcome: Outcome; scores: Float32Array } | undefined>(undefined);

export const quantizedScores = computed(() => {
  const [of, at] = [outcome.value, input.value];
  if (!of || !at || of.session !== session.value) return undefined;
  if (at.sample !== undefined) return scoresOf(of.answers, at.sample);
  // While the camera runs or a recipe changes, the last answer stays until the next is there.
  return own.value?.input.shape === at.shape ? own.value.scores : undefined;
});

async function look(of: Outcome, at: Input): Promise<void> {
  const { scores } = await answersOf(of.quantized, of.session.network, asSamples(at));
  if (of === outcome.peek() && at === input.peek()) own.value = { input: at, outcome: of, scores };
}

effect(() => {
  const [of, at] = [outcome.value, input.value];
  // What was replaced meanwhile answers no more, and its successor is looked at next.
  if (of && at && at.sample === undefined) void look(of, at).catch(() => {});
});
