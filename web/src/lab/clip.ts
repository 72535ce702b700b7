import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { divider, mode } from './settings';

/** Cuts a layer off at the divider, or hides what the mode does not show. */
export function useClip(side: 'original' | 'quantized') {
  const element = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const left = mode.value === 'split' ? divider.value : 0;
    const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
    element.current!.style.clipPath =
      side === 'original' ? `inset(0 ${percent(1 - left)} 0 0)` : `inset(0 0 0 ${percent(left)})`;
  });
  return element;
}
