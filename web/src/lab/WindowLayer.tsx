import { useSignalEffect, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RgbaImage } from 'zeropoint/worker';

import { photo } from './current-photo';
import { sampleWindow } from './sample-window';
import { view, viewport } from './view';

/** One drawing of a large picture: only what the window shows, drawn anew when it moves. */
export function WindowLayer({ image }: { image: RgbaImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useSignal(image);
  useLayoutEffect(() => void (shown.value = image), [image]);
  useSignalEffect(() => {
    const { width, height } = viewport.value;
    const { scale, left, top } = view.value;
    const of = shown.value;
    const stretch = (photo.peek()?.pixels.width ?? of.width) / of.width; // of a smaller copy
    const frame = requestAnimationFrame(() => draw(canvas.current!, of, { scale: scale * stretch, left, top }, width, height));
    return () => cancelAnimationFrame(frame);
  });
  return <canvas ref={canvas} class="window-layer" aria-hidden="true" />;
}

function draw(canvas: HTMLCanvasElement, image: RgbaImage, at: { scale: number; left: number; top: number }, width: number, height: number) {
  const ratio = Math.min(2, devicePixelRatio);
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (columns === 0 || rows === 0) return;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const target = new ImageData(columns, rows);
  sampleWindow(image, at, ratio, target);
  canvas.getContext('2d')?.putImageData(target, 0, 0);
}
