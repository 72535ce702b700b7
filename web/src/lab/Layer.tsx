import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RgbaImage } from 'zeropoint/worker';

import { photo } from './current-photo';
import { view } from './view';

/** One drawing of the picture, laid over the others; a smaller copy is stretched to the same place. */
export function Layer({ image }: { image: RgbaImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const { data, width, height } = image;
    if (canvas.current!.width !== width) canvas.current!.width = width;
    if (canvas.current!.height !== height) canvas.current!.height = height;
    canvas.current!.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  }, [image]);
  const place = () => {
    const { scale, left, top } = view.value;
    const stretch = scale * ((photo.value?.pixels.width ?? image.width) / image.width);
    const style = canvas.current!.style;
    style.transform = `translate(${left}px, ${top}px) scale(${stretch})`;
    style.imageRendering = stretch >= 2 ? 'pixelated' : 'auto';
  };
  useLayoutEffect(place, [image.width]);
  useSignalEffect(place);
  return <canvas ref={canvas} class="layer" aria-hidden="true" />;
}
