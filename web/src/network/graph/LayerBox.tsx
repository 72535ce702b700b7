import type { Layer } from 'zeropoint/worker';

import { chosenLayer } from '../state/settings';
import { layer as chosen, pointedLayer, pointing } from '../state/pointed';
import { boxSize } from './layout';
import { layerTitle, shortName, sizeText } from './layer-names';

const { width, height } = boxSize;

/** One layer on the picture: what it is and what comes out of it; a button that chooses it. */
export function LayerBox({ layer, x, y }: { layer: Layer; x: number; y: number }) {
  const { name } = layer;
  const what = layerTitle(layer);
  const size = sizeText(layer.outputs[0]);
  const choose = () => void (chosenLayer.value = name);
  return (
    <g
      class="layer"
      role="button"
      tabindex={0} // lower case: on SVG the attribute is set as written
      aria-label={`${name}, ${what}, ${size}`}
      aria-pressed={chosen.value?.name === name}
      data-lit={pointedLayer.value === name || undefined}
      data-testid={`layer-${name}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
      {...pointing(name)}
    >
      <title>{name}</title>
      <rect class="layer-box" width={width} height={height} rx={6} />
      <text class="layer-what" x={14} y={18}>{what}</text>
      <text class="layer-size" x={14} y={35}>{size}</text>
      <text class="layer-name" x={width - 8} y={35} text-anchor="end">{shortName(name, 11)}</text>
    </g>
  );
}
