import type { Grid, Reading } from './arithmetic';
import { equations } from './equations';
import { exactTextOf, partNames, sideOf, valueOf, type Part } from './parts';
import { Tex } from './Tex';

/** Each equation with its symbols, and beneath it with the numbers of the moment. */
export function Equations({ grid, reading }: { grid: Grid; reading: Reading }) {
  const titleOf = (part: Part) => `${partNames[part]}: ${exactTextOf(part, valueOf(part, grid, reading))}`;
  return (
    <section class="nl-equations" data-error={sideOf(reading)} aria-labelledby="nl-equations-title">
      <h2 id="nl-equations-title">The equations, and the numbers in them</h2>
      <dl>
        {equations(grid, reading).map(({ number, says, symbols, numbers }) => (
          <div key={says} class="nl-equation" data-equation={number || 'error'}>
            <dt>
              <span class="nl-equation-number number">{number && `(${number})`}</span>
              {says}
            </dt>
            <dd class="nl-symbols"><Tex source={symbols} titleOf={titleOf} /></dd>
            {numbers.map((line, i) => (
              <dd key={i} class="nl-numbers"><Tex source={`{}=${line}`} titleOf={titleOf} /></dd>
            ))}
          </div>
        ))}
      </dl>
      <p class="hint">rne rounds to the nearest integer, and a tie to the even one.</p>
    </section>
  );
}
