import type { Layer } from 'zeropoint/worker';

import { chosenLayer } from '../state/settings';
import { layer as chosen, pointedLayer, pointing } from '../state/pointed';
import { errorLevel } from '../doubt/sqnr';
import { trace } from '../session/trace';
import { three } from '../../ui/format';
import { boxSize } from './layout';
import { layerTitle, shortName, sizeText } from './layer-names';

const { width, height } = boxSize;

/** One layer on the picture: what it is and what comes out of it; a button that chooses it. */
export function LayerBox({ layer, x, y }: { layer: Layer; x: number; y: number }) {
  const { name } = layer;
  const what = layerTitle(layer);
  const size = sizeText(layer.outputs[0]);
  const sqnr = trace.value?.get(name)?.sqnrDb;
  const error = sqnr === undefined ? shortName(name, 9) : `${three(sqnr)} dB`;
  const choose = () => void (chosenLayer.value = name);
  return (
    <g
      class="layer"
      role="button"
      tabindex={0} // lower case: on SVG the attribute is set as written
      aria-label={`${name}, ${what}, ${size}${sqnr === undefined ? '' : `, SQNR ${three(sqnr)} dB`}`}
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
      <text class="layer-what" x={16} y={18}>{what}</text>
      <text class="layer-size" x={16} y={35}>{size}</text>
      <text class="layer-name" x={width - 8} y={35} text-anchor="end">{error}</text>
      {sqnr !== undefined && <rect class="error-level" data-level={errorLevel(sqnr)} data-testid={`level-${name}`} width={8} height={height} rx={2} />}
    </g>
  );
}
