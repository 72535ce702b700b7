import { link } from '../state/link';
import { CopyButton } from '../ui/CopyButton';
import type { Grid, Reading } from './arithmetic';
import { saveJson, saveSvg } from './save';

interface SavePanelProps {
  grid: Grid;
  reading: Reading;
  picture: { current: SVGSVGElement | null };
}

/** What one can take away beside the code: the picture, the link, the numbers. */
export function SavePanel({ grid, reading, picture }: SavePanelProps) {
  return (
    <div class="nl-save" role="group" aria-label="Save and share">
      <button type="button" class="button" data-main onClick={() => saveSvg(picture.current!, grid, reading)}>Save SVG</button>
      <CopyButton label="Copy link" text={link} />
      <button type="button" class="button" onClick={() => saveJson(grid, reading)}>Numbers, JSON</button>
    </div>
  );
}
