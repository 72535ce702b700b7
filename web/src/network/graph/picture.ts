// The picture of the network that is shown, laid out beside the page's own thread: hundreds of layers take a while.
import { effect, signal } from '@preact/signals';
import { wrap, type Remote } from 'comlink';

import { network } from '../session/session';
import type { Picture } from './layout';
import type { Layouter } from './layout-worker';

export const sideways = signal(false);
export const picture = signal<Picture | undefined>(undefined);

let layouter: Remote<Layouter> | undefined;
let last = 0;

effect(() => {
  const layers = network.value?.layers;
  const across = sideways.value;
  if (!layers) return;
  const mine = ++last;
  layouter ??= wrap<Layouter>(new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' }));
  void layouter.place(layers.map((layer) => ({ ...layer })), across).then((placed) => {
    if (mine === last) picture.value = placed;
  });
});
