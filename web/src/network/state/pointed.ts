import { computed, signal } from '@preact/signals';

import { network } from '../session/session';
import { chosenLayer } from './settings';

/** The layer under the pointer or the focus, in whichever view: it is marked in all of them. */
export const pointedLayer = signal<string | undefined>(undefined);

/** What a row or a box of a layer needs to take part in that. */
export const pointing = (name: string) => ({
  onPointerEnter: () => void (pointedLayer.value = name),
  onPointerLeave: () => void (pointedLayer.value = undefined),
  onFocusIn: () => void (pointedLayer.value = name),
  onFocusOut: () => void (pointedLayer.value = undefined),
});

/** The layer that is looked at; the first one before any was chosen. */
export const layer = computed(() => {
  const layers = network.value?.layers ?? [];
  return layers.find(({ name }) => name === chosenLayer.value) ?? layers[0];
});
