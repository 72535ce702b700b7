// Layer by layer, how far the quantized network is from the float one, for the image that is looked at.
import { computed, effect, signal } from '@preact/signals';
import type { LayerTrace } from 'zeropoint/worker';

import { input, type Input } from '../run/input';
import { inputsOfImage } from './network';
import { outcome, type Outcome } from './quantization';

interface Traced {
  outcome: Outcome;
  input: Input;
  layers: ReadonlyMap<string, LayerTrace>;
}
const traced = signal<Traced | undefined>(undefined);

/** By the layers' names: of what is on screen, or of what was until a moment ago. */
export const trace = computed(() => (traced.value?.outcome.session === outcome.value?.session ? traced.value?.layers : undefined));
/** Whether it belongs to the recipe and the image of now. */
export const traceIsSettled = computed(() => traced.value !== undefined && traced.value.outcome === outcome.value && traced.value.input === input.value);

const rest = 120; // ms
let timer: ReturnType<typeof setTimeout> | undefined;

async function look(of: Outcome, at: Input): Promise<void> {
  const layers = await of.quantized.trace(inputsOfImage(of.session.network, at.bytes));
  if (of === outcome.peek() && at === input.peek()) {
    traced.value = { outcome: of, input: at, layers: new Map(layers.map((layer) => [layer.name, layer])) };
  }
}

effect(() => {
  const [of, at] = [outcome.value, input.value];
  clearTimeout(timer);
  // What was replaced meanwhile answers no more, and its successor is looked at next.
  if (of && at) timer = setTimeout(() => void look(of, at).catch(() => {}), rest);
});
