import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RgbaImage } from 'zeropoint/worker';

import { photo } from './current-photo';
import { paint } from './paint';
import { view } from './view';

interface LayerProps {
  image: RgbaImage;
  onPainted?: (image: RgbaImage) => void;
  hidden?: boolean;
}

/** One drawing of the picture, laid over the others; a smaller copy is stretched to the same place. */
export function Layer({ image, onPainted, hidden }: LayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => paint(canvas.current!, image, () => onPainted?.(image)), [image]);
  const place = () => {
    const { scale, left, top } = view.value;
    const stretch = scale * ((photo.value?.pixels.width ?? image.width) / image.width);
    const style = canvas.current!.style;
    style.transform = `translate(${left}px, ${top}px) scale(${stretch})`;
    style.imageRendering = stretch >= 2 ? 'pixelated' : 'auto';
  };
  useLayoutEffect(place, [image.width]);
  useSignalEffect(place);
  return <canvas ref={canvas} class="layer" hidden={hidden} aria-hidden="true" />;
}
