import { Choice } from '../ui/Choice';
import { NumberEntry } from '../ui/NumberEntry';
import { rounding, roundings, seed } from './settings';

const names = { 'nearest-even': 'Nearest', stochastic: 'Stochastic', 'floyd-steinberg': 'Floyd–Steinberg' };

const hints = {
  'nearest-even': 'halves to the even code',
  stochastic: 'noise in place of bands',
  'floyd-steinberg': 'errors go on to neighbours',
};

/** What happens between two levels. */
export function RoundingControls() {
  const by = rounding.value;
  return (
    <section class="group" aria-label="Rounding">
      <Choice
        label="Rounding"
        value={by}
        options={roundings.map((name) => [name, names[name]] as const)}
        onInput={(next) => (rounding.value = next)}
        hint={hints[by]}
        help={<p>How r/S becomes an integer. Networks round to nearest, halves to even; the other two are for eyes and for training.</p>}
      />
      {by === 'stochastic' && (
        <label class="inline">
          seed
          <NumberEntry label="Seed of the stochastic rounding" value={seed.value} min={0} max={2 ** 32 - 1} step={1} onInput={(next) => (seed.value = Math.round(next))} />
        </label>
      )}
    </section>
  );
}
