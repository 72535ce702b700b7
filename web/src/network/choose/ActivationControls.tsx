import { Choice } from '../../ui/Choice';
import { NumberEntry } from '../../ui/NumberEntry';
import { Slider } from '../../ui/Slider';
import { activationMethods, activationSchemes } from '../state/recipe-settings';
import { methodNames, type ControlsProps } from './WeightControls';

const schemeNames = { affine: 'Affine', symmetric: 'Symmetric' };

/** Bits, scheme and range of what goes from layer to layer. */
export function ActivationControls({ of, change }: ControlsProps) {
  return (
    <section class="group" aria-label="Activations">
      <Slider
        label="Activations"
        value={of.activationBits}
        min={2}
        max={8}
        unit="bits"
        ticks={[2, 3, 4, 5, 6, 7, 8]}
        testId="activation-bits"
        onInput={(bits) => change({ activationBits: Math.round(bits) })}
      />
      <Choice
        label="Scheme of the activations"
        value={of.activationScheme}
        options={activationSchemes.map((name) => [name, schemeNames[name]] as const)}
        onInput={(activationScheme) => change({ activationScheme })}
      />
      <Choice
        label="Range seen in calibration"
        value={of.activationMethod}
        options={activationMethods.map((name) => [name, methodNames[name]] as const)}
        onInput={(activationMethod) => change({ activationMethod })}
        help={<p>Every value that goes from layer to layer was observed while the float network ran on the calibration images. The observers take different ranges from the same observation: min–max all of it; average a mean that moves with each batch of images; percentile cuts the rarest off; MSE and entropy look for the range that loses least.</p>}
      />
      {of.activationMethod === 'percentile' && (
        <label class="inline">percentile<NumberEntry label="Percentile of the activations" value={of.activationPercentile} min={50.01} max={100} step={0.01} onInput={(value) => change({ activationPercentile: value })} /> %</label>
      )}
    </section>
  );
}
