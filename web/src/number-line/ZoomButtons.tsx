import type { Grid, Reading } from './arithmetic';
import { zoomed, type View } from './state';
import { pan, zoom } from './view';

interface ZoomButtonsProps {
  grid: Grid;
  reading: Reading;
  view: View;
}

/** Closer to r, away from it, and along the line. */
export function ZoomButtons({ grid, reading, view }: ZoomButtonsProps) {
  const whole = zoomed.value === undefined;
  const by = (factor: number) => () => void (zoomed.value = zoom(view, factor, reading.r, grid));
  const along = (share: number) => () => void (zoomed.value = pan(view, share, grid));
  return (
    <div class="nl-zoom" role="group" aria-label="Part of the line in sight">
      <button type="button" class="button" data-square aria-label="Move left" disabled={whole} onClick={along(-0.5)}>←</button>
      <button type="button" class="button" data-square aria-label="Zoom out" disabled={whole} onClick={by(0.5)}>−</button>
      <button type="button" class="button" data-square aria-label="Zoom in" onClick={by(2)}>+</button>
      <button type="button" class="button" data-square aria-label="Move right" disabled={whole} onClick={along(0.5)}>→</button>
      <button type="button" class="button" disabled={whole} onClick={() => void (zoomed.value = undefined)}>Whole range</button>
    </div>
  );
}
