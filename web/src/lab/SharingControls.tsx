import { Choice } from '../ui/Choice';
import { count } from '../ui/format';
import { NumberEntry } from '../ui/NumberEntry';
import { sharing, sharings, tileHeight, tilePerChannel, tileWidth } from './settings';
import { outcome } from './work';

const names = { image: 'Image', channel: 'Channel', tile: 'Tile' };

const hints = {
  image: 'one S and Z for all values',
  channel: 'an S and Z for each of R, G, B',
  tile: 'an S and Z for each tile',
};

/** Granularity: which values share S and Z. */
export function SharingControls() {
  const by = sharing.value;
  const sets = outcome.value?.result.qparams.length ?? 1;
  return (
    <section class="group" aria-label="Granularity">
      <Choice
        label="Granularity"
        value={by}
        options={sharings.map((name) => [name, names[name]] as const)}
        onInput={(next) => (sharing.value = next)}
        hint={by === 'tile' && sets > 1 ? <span class="number">{count(sets)} sets of S and Z</span> : hints[by]}
        help={<p>Which values share one scale S and zero point Z. In a network the same choice is called per tensor, per channel and per block. Smaller parts come closer to the picture, at the cost of storing their S and Z.</p>}
      />
      {by === 'tile' && <TileSize />}
    </section>
  );
}

function TileSize() {
  return (
    <div class="row">
      <label class="inline">
        <NumberEntry label="Width of a tile, pixels" value={tileWidth.value} min={1} max={32767} step={1} onInput={(next) => (tileWidth.value = Math.round(next))} />
        ×
        <NumberEntry label="Height of a tile, pixels" value={tileHeight.value} min={1} max={32767} step={1} onInput={(next) => (tileHeight.value = Math.round(next))} />
        <span class="unit">px</span>
      </label>
      <label class="inline check">
        <input type="checkbox" checked={tilePerChannel.value} onChange={(event) => (tilePerChannel.value = event.currentTarget.checked)} />
        each channel
      </label>
    </div>
  );
}
