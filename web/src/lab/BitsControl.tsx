import { Exact } from '../ui/Exact';
import { Slider } from '../ui/Slider';
import { bits, sharing } from './settings';
import { shownQParams } from './levels';

const ticks = ['1', '2', '3', '4', '5', '6', '7', <>8<br />file</>];

/** The first lesson: the file is quantized already, with S = 1/255 and Z = 0; from there bits are taken away. */
export function BitsControl() {
  const value = bits.value;
  return (
    <section class="bits" aria-label="Bits" onKeyDown={digit}>
      <Slider
        label="Bits of a colour value"
        value={value}
        min={1}
        max={8}
        unit={value === 1 ? 'bit' : 'bits'}
        valueText={`${value} ${value === 1 ? 'bit' : 'bits'}, ${2 ** value} codes${value === 8 ? ', as in the file itself' : ''}`}
        onInput={(next) => (bits.value = next)}
        ticks={ticks}
        testId="bits"
        help={<p>How many bits a code q has: n bits make 2ⁿ codes, so 3 bits leave 8 levels for each of red, green and blue. On the slider the keys 1 to 8 choose them.</p>}
      />
      <Parameters />
      <p class="hint">
        {value === 8
          ? 'An 8-bit file is quantized already: scaling it to 0–1 is r = S·(q − Z) with S = 1/255, Z = 0. Now take bits away.'
          : 'The file itself is 8 bits with S = 1/255, Z = 0. Each bit taken away about doubles the step S.'}
      </p>
    </section>
  );
}

/** On the slider a digit is the number of bits. */
function digit(event: KeyboardEvent) {
  const slider = event.target instanceof HTMLInputElement && event.target.type === 'range';
  if (slider && /^[1-8]$/.test(event.key)) bits.value = Number(event.key);
}

/** S, Z and the codes of the moment: of the first tile, or of each channel. */
function Parameters() {
  const shown = shownQParams.value;
  const shared = sharing.value === 'tile';
  const names = shown.length === 3 ? ['R', 'G', 'B'] : [''];
  return (
    <table class="parameters">
      <thead class="unseen">
        <tr><th>channel</th><th>scale S</th><th>zero point Z</th><th>codes q</th></tr>
      </thead>
      <tbody>
        {shown.map((p, i) => (
          <tr key={i}>
            <th scope="row">{names[i] || <span class="unseen">all</span>}</th>
            <td><var>S</var> <Exact value={p.scale} testId={i === 0 ? 'scale' : `scale-${i}`} /></td>
            <td><var>Z</var> <Exact value={p.zeroPoint} testId={i === 0 ? 'zero-point' : `zero-point-${i}`} /></td>
            <td><var>q</var> <span class="number">{String(p.qmin).replace('-', '−')}…{p.qmax}</span></td>
            {shared && <td class="hint">first tile</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
