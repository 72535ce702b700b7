import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { pixelsOf, bytesOf, type Samples } from '../session/samples';
import { chooseSample, input } from './input';

const smallest = 44; // screen pixels of a tile, at least
const largest = 48; // of a tile on the canvas

/** Every how-many-th pixel of a large image, so that thousands of them are drawn at once. */
function thumbnail(samples: Samples, i: number): ImageData {
  const [channels, height, width] = samples.shape;
  const stride = Math.ceil(Math.max(height, width) / largest);
  const bytes = bytesOf(samples, i);
  if (stride === 1) return pixelsOf(bytes, samples.shape);
  const [rows, columns] = [Math.floor(height / stride), Math.floor(width / stride)];
  const small = new Uint8Array(rows * columns * channels);
  for (let y = 0, o = 0; y < rows; ++y) {
    for (let x = 0; x < columns; ++x) {
      for (let c = 0; c < channels; ++c) small[o++] = bytes[(y * stride * width + x * stride) * channels + c]!;
    }
  }
  return pixelsOf(small, [channels, rows, columns]);
}

interface StripProps {
  samples: Samples;
  /** Those of the samples that are shown, by index. */
  shown: readonly number[];
}

/** The images, as many in a row as fit: one is chosen by pressing it, or with the arrow keys. Only rows in sight are drawn. */
export function Strip({ samples, shown }: StripProps) {
  const window = useRef<HTMLDivElement>(null);
  const all = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [{ columns, tile, most }, setGrid] = useState({ columns: 0, tile: smallest, most: 0 });
  const [top, setTop] = useState(0); // the first row that is drawn
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width } = entry!.contentRect;
      const fitting = Math.max(1, Math.floor(width / smallest));
      setGrid({ columns: fitting, tile: width / fitting, most: Math.ceil(parseFloat(getComputedStyle(window.current!).maxHeight) / (width / fitting)) + 1 });
    });
    observer.observe(window.current!);
    return () => observer.disconnect();
  }, []);
  const rows = columns ? Math.ceil(shown.length / columns) : 0;
  const drawn = Math.min(rows, most);
  const first = Math.max(0, Math.min(top, rows - drawn));
  const [, height, width] = samples.shape;
  const side = Math.min(largest, Math.max(height, width));

  useLayoutEffect(() => {
    if (!drawn) return;
    Object.assign(canvas.current!, { width: columns * side, height: drawn * side });
    const context = canvas.current!.getContext('2d')!;
    shown.slice(first * columns, (first + drawn) * columns).forEach((sample, i) => {
      context.putImageData(thumbnail(samples, sample), (i % columns) * side, Math.floor(i / columns) * side);
    });
  }, [samples, shown, columns, first, drawn]);

  const chosen = input.value?.sample === undefined ? -1 : shown.indexOf(input.value.sample);
  useLayoutEffect(() => {
    const row = Math.floor(chosen / columns) * tile;
    const { scrollTop, clientHeight } = window.current!;
    if (chosen >= 0 && (row < scrollTop || row + tile > scrollTop + clientHeight)) window.current!.scrollTop = row - (clientHeight - tile) / 2;
  }, [chosen, columns, tile]);

  const key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(shown.length - 1, Math.max(0, chosen + step));
    if (shown[next] !== undefined) chooseSample(shown[next]!);
  };
  return (
    <div
      ref={window}
      class="strip"
      role="slider"
      tabIndex={0}
      aria-label={`${samples.title}: which one is looked at`}
      aria-valuemin={0}
      aria-valuemax={samples.length - 1}
      aria-valuenow={input.value?.sample ?? 0}
      aria-valuetext={input.value?.title ?? 'none'}
      data-testid="strip"
      onKeyDown={key}
      onScroll={({ currentTarget }) => setTop(Math.floor(currentTarget.scrollTop / tile))}
      onClick={(event) => {
        const box = all.current!.getBoundingClientRect();
        const at = Math.floor((event.clientY - box.top) / tile) * columns + Math.floor((event.clientX - box.left) / tile);
        if (shown[at] !== undefined) chooseSample(shown[at]!);
      }}
    >
      <div ref={all} style={{ height: `${rows * tile}px` }}>
        <canvas ref={canvas} class="strip-images" aria-hidden="true" style={{ width: `${columns * tile}px`, height: `${drawn * tile}px`, transform: `translateY(${first * tile}px)` }} />
      </div>
      {chosen >= 0 && columns > 0 && (
        <div class="strip-chosen" style={{ width: `${tile}px`, height: `${tile}px`, transform: `translate(${(chosen % columns) * tile}px, ${Math.floor(chosen / columns) * tile}px)` }} />
      )}
    </div>
  );
}
