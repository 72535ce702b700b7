import { computed } from '@preact/signals';

import { dark } from '../state/theme';

type Rgb = readonly [number, number, number];

/** The page's own grey, which stands for no error, as the bytes that the error map is drawn with. */
export const neutral = computed<Rgb>(() => {
  void dark.value; // the token's value follows the theme
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--error-zero').trim();
  const bytes = Number.parseInt(colour.slice(1), 16);
  return [bytes >> 16, (bytes >> 8) & 255, bytes & 255];
});
