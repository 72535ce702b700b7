import { combTop, plot, x } from './histogram-scales';
import { levels, type Levels } from './levels';
import { pointedAt } from './pointed';

const names = ['R', 'G', 'B'];

/** The levels that the codes stand for: a tooth for each, one row for each channel that has its own. */
export function Comb() {
  const shown = levels.value;
  return (
    <g>
      {shown.map((row, i) => (
        <CombRow key={i} levels={row} top={combTop + 4 + i * plot.row} index={i} name={shown.length > 1 ? names[i] : undefined} />
      ))}
    </g>
  );
}

interface CombRowProps {
  levels: Levels;
  top: number;
  index: number;
  name: string | undefined;
}

function CombRow({ levels: { reals, qparams }, top, index, name }: CombRowProps) {
  const at = pointedAt.value;
  const teeth = Array.from(reals, (real) => `M${x.value(real).toFixed(2)} ${top}v${plot.row - 3}`).join('');
  const marked = at && 'code' in at && at.row === index ? reals[at.code - qparams.qmin] : undefined;
  const back = top + plot.row - 3;
  return (
    <g>
      <path class="comb" d={`M${x.value(reals[0]!)} ${back}H${x.value(reals[reals.length - 1]!)}${teeth}`} />
      {marked !== undefined && <path class="comb-marked" d={`M${x.value(marked)} ${top - 4}v${plot.row + 5}`} />}
      {name && <text class="axis-text" x={x.value(reals[reals.length - 1]!) + 6} y={back}>{name}</text>}
    </g>
  );
}
