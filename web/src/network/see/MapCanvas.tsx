import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Cursor {
  row: number;
  column: number;
}

interface MapCanvasProps {
  title: string;
  /** Which token colours its mark. */
  is: 'float' | 'quantized' | 'error';
  pixels: ImageData;
  cursor: Cursor | undefined;
  /** The number under the cursor, in words. */
  reading: string;
  /** 1 fits it into its column. */
  zoom: number;
  onPick: (at: Cursor) => void;
}

const steps: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** One channel of a layer's result as a picture; its pixels are picked by pressing, or with the arrow keys. */
export function MapCanvas({ title, is, pixels, cursor, reading, zoom, onPick }: MapCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = pixels;
  useLayoutEffect(() => {
    [canvas.current!.width, canvas.current!.height] = [width, height];
    canvas.current!.getContext('2d')!.putImageData(pixels, 0, 0);
  }, [pixels]);
  const percent = (value: number) => `${100 * value}%`;
  const pick = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const at = (position: number, size: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor((position / size) * count)));
    onPick({ row: at(event.clientY - box.top, box.height, height), column: at(event.clientX - box.left, box.width, width) });
  };
  return (
    <figure class="map" data-is={is}>
      <figcaption><span class="map-title">{title}</span> <span class="number map-reading">{reading}</span></figcaption>
      <div class="map-window">
        <div
          class="map-place"
          style={{ width: percent(zoom), aspectRatio: `${width} / ${height}` }}
          role="application"
          aria-roledescription="feature map"
          aria-label={`${title}, ${width} × ${height}${cursor ? `, row ${cursor.row}, column ${cursor.column}: ${reading}` : ''}. Arrow keys move`}
          tabIndex={0}
          data-testid={`map-${is}`}
          onPointerDown={(event) => event.button === 0 && pick(event)}
          onPointerMove={(event) => event.buttons === 1 && pick(event)}
          onKeyDown={(event) => {
            const step = steps[event.key];
            if (!step) return;
            event.preventDefault();
            const from = cursor ?? { row: 0, column: 0 };
            const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
            onPick({ row: within(from.row + step[0], height), column: within(from.column + step[1], width) });
          }}
        >
          <canvas ref={canvas} />
          {cursor && (
            <div
              class="map-cursor"
              style={{ left: percent(cursor.column / width), top: percent(cursor.row / height), width: percent(1 / width), height: percent(1 / height) }}
            />
          )}
        </div>
      </div>
    </figure>
  );
}
