import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { byKeys, pixel } from './pointed';
import { view } from './view';

const smallest = 9; // below this a box is drawn around the pixel instead of on it

/** Frames the pixel whose numbers are shown: always when the keys chose it, from afar not under the pointer. */
export function CursorBox() {
  const box = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const at = pixel.value;
    const { scale, left, top } = view.value;
    const { style } = box.current!;
    const shown = at !== undefined && (byKeys.value || scale >= smallest);
    style.visibility = shown ? 'visible' : 'hidden';
    if (!shown) return;
    const side = Math.max(scale, smallest);
    const centre = { x: left + (at.x + 0.5) * scale, y: top + (at.y + 0.5) * scale };
    style.width = style.height = `${side}px`;
    style.transform = `translate(${centre.x - side / 2}px, ${centre.y - side / 2}px)`;
  });
  return <div ref={box} class="cursor-box" aria-hidden="true" />;
}
