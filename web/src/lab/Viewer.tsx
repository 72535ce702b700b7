import { useLayoutEffect, useRef } from 'preact/hooks';

import { photo } from './current-photo';
import { CursorBox } from './CursorBox';
import { Divider } from './Divider';
import { ErrorLegend } from './ErrorLegend';
import { listen } from './gestures';
import { OpeningNotice } from './OpeningNotice';
import { Picture } from './Picture';
import { mode, zoom } from './settings';
import { viewport } from './view';
import { outcome, running } from './work';

/** The window on the picture. */
export function Viewer() {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      viewport.value = { width, height };
    });
    observer.observe(element.current!);
    const stop = listen(element.current!);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);
  return (
    <div
      ref={element}
      class="viewer"
      role="application"
      aria-roledescription="picture"
      aria-label={`${photo.value?.name ?? 'No picture yet'}. Arrow keys move from pixel to pixel, plus and minus zoom, 0 fits it in`}
      tabIndex={0}
      data-zoomed={zoom.value > 0 || undefined}
      data-testid="viewer"
    >
      <Picture />
      <CursorBox />
      <Tags />
      {mode.value === 'split' && <Divider />}
      {mode.value === 'error' && <ErrorLegend />}
      <OpeningNotice />
      {running.value !== undefined && <progress class="running" value={running.value} aria-label="Quantizing the whole picture" />}
    </div>
  );
}

function Tags() {
  if (!photo.value) return null;
  const split = mode.value === 'split';
  const bits = outcome.value?.options.bits ?? 8;
  return (
    <div class="tags" aria-hidden="true">
      {split && <span class="tag" data-is="original">original · 8 bits</span>}
      {mode.value !== 'error' && (
        <span class="tag" data-is="quantized">quantized · {bits} {bits === 1 ? 'bit' : 'bits'}</span>
      )}
    </div>
  );
}
