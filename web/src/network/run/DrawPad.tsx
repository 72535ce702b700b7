import { useEffect, useRef } from 'preact/hooks';

import { network } from '../session/session';
import { centred, side } from './digit';
import { ownInput } from './input';

const resolution = 280;
const pen = 22; // MNIST's strokes are two to three of 28 pixels wide

function redDrawn(canvas: HTMLCanvasElement): Uint8Array {
  const { data } = canvas.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, resolution, resolution);
  return Uint8Array.from({ length: resolution * resolution }, (_, i) => data[4 * i]!);
}

/** A black square to draw a digit on, with a mouse, a pen or a finger. */
export function DrawPad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | undefined>(undefined);
  const frame = useRef(0);

  const clear = () => {
    const context = canvas.current!.getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = '#000';
    context.fillRect(0, 0, resolution, resolution);
  };
  useEffect(clear, []);

  const show = () => {
    frame.current = 0;
    if (!canvas.current) return;
    const bytes = centred({ data: redDrawn(canvas.current), width: resolution, height: resolution });
    if (network.peek()) ownInput.value = { title: 'your drawing', shape: [1, side, side], bytes };
  };
  const draw = (event: PointerEvent & { currentTarget: HTMLCanvasElement }) => {
    if (!last.current) return;
    const box = event.currentTarget.getBoundingClientRect();
    const context = event.currentTarget.getContext('2d', { willReadFrequently: true })!;
    Object.assign(context, { strokeStyle: '#fff', lineWidth: pen, lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    context.moveTo(last.current.x, last.current.y);
    for (const { clientX, clientY } of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      last.current = { x: ((clientX - box.left) * resolution) / box.width, y: ((clientY - box.top) * resolution) / box.height };
      context.lineTo(last.current.x, last.current.y);
    }
    context.stroke();
    frame.current ||= requestAnimationFrame(show);
  };
  return (
    <div class="pad">
      <canvas
        ref={canvas}
        width={resolution}
        height={resolution}
        role="img"
        aria-label="Drawing pad: draw a digit with a mouse or a finger; the images of the test set can be chosen by keyboard"
        data-testid="pad"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const box = event.currentTarget.getBoundingClientRect();
          last.current = { x: ((event.clientX - box.left) * resolution) / box.width, y: ((event.clientY - box.top) * resolution) / box.height };
          draw(event);
        }}
        onPointerMove={draw}
        onLostPointerCapture={() => (last.current = undefined)}
      />
      <p class="row">
        <span class="hint">Draw a digit</span>
        <button type="button" class="button" onClick={() => { clear(); ownInput.value = undefined; }}>Clear</button>
      </p>
    </div>
  );
}
