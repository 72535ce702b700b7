import { Choice } from '../ui/Choice';
import { NumberEntry } from '../ui/NumberEntry';
import { rounding, roundings, seed } from './settings';

const names = { 'nearest-even': 'Nearest', stochastic: 'Stochastic', 'floyd-steinberg': 'Floyd–Steinberg' };

const hints = {
  'nearest-even': 'To the nearest level, halves to the even code: the smallest error for each value.',
  stochastic: 'Up or down by chance, so that the mean stays right; noise in place of bands.',
  'floyd-steinberg': 'Hands each error on to the next pixels: worse numbers, better picture.',
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
        help={<p>How r/S becomes an integer. Networks round to nearest, halves to even; the other two are for eyes and for training.</p>}
      />
      {by === 'stochastic' && (
        <label class="inline">
          seed
          <NumberEntry label="Seed of the stochastic rounding" value={seed.value} min={0} max={2 ** 32 - 1} step={1} onInput={(next) => (seed.value = Math.round(next))} />
        </label>
      )}
      <p class="hint">{hints[by]}</p>
    </section>
  );
}
