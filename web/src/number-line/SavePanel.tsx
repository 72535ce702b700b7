import { commit } from '../state/url-state';
import type { Grid, Reading } from './arithmetic';
import { useCopy } from './copy';
import { saveJson, saveSvg } from './save';

interface SavePanelProps {
  grid: Grid;
  reading: Reading;
  picture: { current: SVGSVGElement | null };
}

/** What one can take away beside the code: the picture, the link, the numbers. */
export function SavePanel({ grid, reading, picture }: SavePanelProps) {
  const { answer, copy } = useCopy(() => {
    commit();
    return location.href;
  });
  return (
    <div class="nl-save" role="group" aria-label="Save and share">
      <button type="button" class="button" data-main onClick={() => saveSvg(picture.current!, grid, reading)}>Save SVG</button>
      <button type="button" class="button" onClick={copy}><span aria-live="polite">{answer || 'Copy link'}</span></button>
      <button type="button" class="button" onClick={() => saveJson(grid, reading)}>Numbers, JSON</button>
    </div>
  );
}
