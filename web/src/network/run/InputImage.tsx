import { useLayoutEffect, useRef } from 'preact/hooks';

import { pixelsOf } from '../session/samples';
import { input } from './input';

/** The image as the network gets it, pixel by pixel. */
export function InputImage() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const of = input.value;
  useLayoutEffect(() => {
    if (!of) return;
    const [, height, width] = of.shape;
    [canvas.current!.width, canvas.current!.height] = [width, height];
    canvas.current!.getContext('2d')!.putImageData(pixelsOf(of.bytes, of.shape), 0, 0);
  }, [of]);
  if (!of) return null;
  return (
    <figure class="input-image">
      <canvas ref={canvas} role="img" aria-label={`${of.title}, ${of.shape[2]} × ${of.shape[1]} pixels`} />
    </figure>
  );
}
