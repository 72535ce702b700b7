import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { divideAt } from './gestures';
import { divider } from './settings';

/** The line between original and quantized: dragged, or moved with the arrow keys. */
export function Divider() {
  const line = useRef<HTMLDivElement>(null);
  const percent = Math.round(divider.value * 100);
  useSignalEffect(() => void (line.current!.style.left = `${divider.value * 100}%`));

  const drag = (event: PointerEvent) => {
    if (!line.current!.hasPointerCapture(event.pointerId)) return;
    const box = line.current!.parentElement!.getBoundingClientRect();
    divideAt((event.clientX - box.left) / box.width);
  };
  const key = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 0.1 : 0.01;
    const to: Record<string, number> = {
      ArrowLeft: divider.peek() - stride,
      ArrowDown: divider.peek() - stride,
      ArrowRight: divider.peek() + stride,
      ArrowUp: divider.peek() + stride,
      PageDown: divider.peek() - 0.1,
      PageUp: divider.peek() + 0.1,
      Home: 0,
      End: 1,
    };
    const share = to[event.key];
    if (share === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    divideAt(share);
  };
  return (
    <div
      ref={line}
      class="divider"
      role="slider"
      tabIndex={0}
      aria-label="Divider between original and quantized"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`${percent} % original, ${100 - percent} % quantized`}
      data-testid="divider"
      onPointerDown={(event) => {
        event.stopPropagation();
        line.current!.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={key}
    >
      <span class="grip" aria-hidden="true" />
    </div>
  );
}
