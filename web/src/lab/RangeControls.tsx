import { Choice } from '../ui/Choice';
import { NumberEntry } from '../ui/NumberEntry';
import { Slider } from '../ui/Slider';
import { handLimits, handMax, handMin, percentile, rangeBy, ranges } from './settings';

const names = { minmax: 'Min–max', percentile: 'Percentile', mse: 'MSE', entropy: 'Entropy', hand: 'By hand' };

const hints = {
  minmax: 'smallest to largest value',
  percentile: 'outermost values saturate',
  mse: 'least mean squared error',
  entropy: 'least KL divergence',
  hand: 'drag its ends on the histogram',
};

/** Which real values the codes have to cover. */
export function RangeControls() {
  const by = rangeBy.value;
  return (
    <section class="group" aria-label="Range">
      <Choice
        label="Range of r"
        value={by}
        options={ranges.map((name) => [name, names[name]] as const)}
        onInput={(next) => (rangeBy.value = next)}
        hint={hints[by]}
        help={<p>The real values r that get codes; what lies outside saturates at the nearest end. A photograph's r runs from 0 (black) to 1. The range always holds 0, so that black is exact.</p>}
      />
      {by === 'percentile' && (
        <Slider
          label="Percentile p"
          value={percentile.value}
          min={90}
          max={100}
          step={0.01}
          unit="%"
          onInput={(next) => (percentile.value = next)}
          help={<p>100 − p percent of the values are cut off at each end.</p>}
        />
      )}
      {by === 'hand' && <ByHand />}
    </section>
  );
}

function ByHand() {
  const { lowest, highest, narrowest } = handLimits;
  return (
    <div class="row">
      <label class="inline">
        from
        <NumberEntry label="Lower end of the range" value={handMin.value} min={lowest} max={0} step={0.01} onInput={(next) => (handMin.value = next)} testId="range-min" />
      </label>
      <label class="inline">
        to
        <NumberEntry label="Upper end of the range" value={handMax.value} min={narrowest} max={highest} step={0.01} onInput={(next) => (handMax.value = next)} testId="range-max" />
      </label>
    </div>
  );
}
