import { photo } from './current-photo';
import { pixelsText } from './metric-list';

/** What the picture is and whose. */
export function Caption() {
  const shown = photo.value;
  if (!shown) return <p class="caption">&nbsp;</p>;
  const { width, height } = shown.pixels;
  return (
    <p class="caption">
      <strong data-testid="photo-name">{shown.name}</strong>{' '}
      <span class="number">{pixelsText(width, height)}</span>{' '}
      {shown.sample && <span>{shown.sample.source}, {shown.sample.licence}</span>}
    </p>
  );
}
