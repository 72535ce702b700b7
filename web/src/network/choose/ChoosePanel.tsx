import { signal } from '@preact/signals';

import { Choice } from '../../ui/Choice';
import { shortName } from '../graph/layer-names';
import { layer } from '../state/pointed';
import { change, forget, overrides, settings } from '../state/recipe-settings';
import { ActivationControls } from './ActivationControls';
import { Lessons, OpenLesson } from './Lessons';
import { WeightControls, type ControlsProps } from './WeightControls';

const scope = signal<'all' | 'layer'>('all');

/** How the network is quantized: all layers, or the chosen one in its own way. */
export function ChoosePanel() {
  const name = scope.value === 'layer' ? layer.value?.name : undefined;
  const changed = Object.keys(overrides.value);
  const of = name === undefined ? settings.value : { ...settings.value, ...overrides.value[name] };
  const props: ControlsProps = { of, change: (some) => change(some, name) };
  return (
    <section class="choose" aria-label="Choose">
      <OpenLesson />
      <Choice
        label="Which layers"
        value={scope.value}
        options={[['all', 'All layers'], ['layer', layer.value ? `Only ${shortName(layer.value.name, 14)}` : 'One layer']]}
        onInput={(next) => (scope.value = next)}
        hint={changed.length > 0 ? `${changed.length} differ` : undefined}
        help={<p>The one layer is the one that is chosen on the picture of the network. What is changed for it stays when all layers change.</p>}
      />
      {name !== undefined && (
        <label class="inline check">
          <input type="checkbox" checked={of.float} onChange={({ currentTarget }) => props.change({ float: currentTarget.checked })} />
          keep this layer in float
        </label>
      )}
      <WeightControls {...props} />
      <ActivationControls {...props} />
      {changed.length > 0 && (
        <p class="row">
          <span class="hint">In their own way: {changed.map((entry) => shortName(entry, 18)).join(', ')}</span>
          <button type="button" class="button" onClick={forget}>Forget these</button>
        </p>
      )}
      <Lessons />
    </section>
  );
}
