import { Choice } from '../ui/Choice';
import { NumberEntry } from '../ui/NumberEntry';
import { Slider } from '../ui/Slider';
import { handLimits, handMax, handMin, percentile, rangeBy, ranges } from './settings';

const names = { minmax: 'Min–max', percentile: 'Percentile', mse: 'MSE', entropy: 'Entropy', hand: 'By hand' };

const hints = {
  minmax: 'From the smallest to the largest value: nothing saturates.',
  percentile: 'Leaves out the outermost values, which saturate; the rest get finer steps.',
  mse: 'The range with the smallest mean squared error.',
  entropy: 'The range whose codes tell most about the values (least KL divergence).',
  hand: 'Drag the ends on the histogram, or type them. 0 always stays inside, so that black is exact.',
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
        help={<p>The real values r that get codes; what lies outside saturates at the nearest end. A photograph's r runs from 0 (black) to 1.</p>}
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
      <p class="hint">{hints[by]}</p>
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
