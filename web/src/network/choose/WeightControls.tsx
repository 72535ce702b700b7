import { Choice } from '../../ui/Choice';
import { NumberEntry } from '../../ui/NumberEntry';
import { Slider } from '../../ui/Slider';
import { granularities, weightMethods, weightSchemes, type LayerSettings } from '../state/recipe-settings';

const schemeNames = { symmetric: 'Symmetric', affine: 'Affine', binary: '±1' };
const granularityNames = { tensor: 'Tensor', channel: 'Channel', group: 'Group', block: 'Block' };
const granularityHints = { tensor: 'one S for a layer', channel: 'an S for each output', group: 'an S for some outputs', block: 'an S for some inputs too' };
export const methodNames = { minmax: 'Min–max', 'moving-average': 'Average', percentile: 'Percentile', mse: 'MSE', entropy: 'Entropy' };

export interface ControlsProps {
  of: LayerSettings;
  change: (some: Partial<LayerSettings>) => void;
}

/** Bits, granularity, scheme and range of the weights. */
export function WeightControls({ of, change }: ControlsProps) {
  const binary = of.weightScheme === 'binary';
  return (
    <section class="group" aria-label="Weights">
      <Slider
        label="Weights"
        value={binary ? 1 : of.weightBits}
        min={1}
        max={8}
        unit="bits"
        ticks={[1, 2, 3, 4, 5, 6, 7, 8]}
        testId="weight-bits"
        onInput={(bits) => {
          const weightBits = Math.round(bits);
          // One bit symmetric about 0 has no codes but 0: there ±1 is meant.
          if (weightBits === 1) change({ weightScheme: 'binary' });
          else change({ weightBits, ...(binary && { weightScheme: 'symmetric' }) });
        }}
      />
      <Choice
        label="Granularity"
        value={of.granularity}
        options={granularities.map((name) => [name, granularityNames[name]] as const)}
        onInput={(granularity) => change({ granularity })}
        hint={granularityHints[of.granularity]}
        help={<p>Which weights share one S and Z: a whole tensor, the weights of one output channel, of a group of them, or of some input channels of one output.</p>}
      />
      {of.granularity === 'group' && (
        <label class="inline">groups<NumberEntry label="Groups of output channels" value={of.groups} min={1} max={4096} step={1} onInput={(value) => change({ groups: Math.round(value) })} /></label>
      )}
      {of.granularity === 'block' && (
        <label class="inline">input channels of a block<NumberEntry label="Input channels of a block" value={of.blockSize} min={1} max={65536} step={1} onInput={(value) => change({ blockSize: Math.round(value) })} /></label>
      )}
      <Choice
        label="Scheme"
        value={of.weightScheme}
        options={weightSchemes.map((name) => [name, schemeNames[name]] as const)}
        onInput={(weightScheme) => change({ weightScheme })}
        help={<p>Symmetric: Z = 0, the codes lie around it. Affine: Z goes where the range needs it. ±1: one bit, the sign, with S the mean size of the weights.</p>}
      />
      {!binary && (
        <Choice
          label="Range"
          value={of.weightMethod}
          options={weightMethods.map((name) => [name, methodNames[name]] as const)}
          onInput={(weightMethod) => change({ weightMethod })}
          help={<p>Min–max covers every weight. Percentile cuts the rarest off, MSE and entropy look for the range that loses least.</p>}
        />
      )}
      {!binary && of.weightMethod === 'percentile' && (
        <label class="inline">percentile<NumberEntry label="Percentile of the weights" value={of.weightPercentile} min={50.01} max={100} step={0.01} onInput={(value) => change({ weightPercentile: value })} /> %</label>
      )}
    </section>
  );
}
