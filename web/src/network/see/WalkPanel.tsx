import { useSignal } from '@preact/signals';

import { Slider } from '../../ui/Slider';
import { stepsOf } from './steps';
import { Symbols } from './Symbols';
import { Taps } from './Taps';
import type { Derivation, IntegerLayer } from './walk';

interface WalkPanelProps {
  layer: IntegerLayer;
  derivation: Derivation;
  /** What the runtime computed there. */
  runtime: number;
}

/** Equation (10) with the numbers of the moment, one step after the other. */
export function WalkPanel({ layer, derivation, runtime }: WalkPanelProps) {
  const at = useSignal(0);
  const channel = useSignal(0);
  const steps = stepsOf(layer, derivation);
  const step = Math.min(at.value, steps.length - 1);
  const [, depth, rows, columns] = layer.shape;
  const taps = rows * columns;
  const shown = Math.min(channel.value, depth - 1);
  const result = derivation.code ?? derivation.scaled;
  const key = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    at.value = Math.min(steps.length - 1, Math.max(0, step + move));
  };
  return (
    <section class="walk" aria-label="The equation, step by step">
      <div class="walk-taps">
        {depth > 1 && <Slider label="Input channel" value={shown} min={0} max={depth - 1} onInput={(value) => (channel.value = Math.round(value))} />}
        <Taps terms={derivation.terms.slice(shown * taps, (shown + 1) * taps)} rows={rows} columns={columns} step={steps[step]!.id} />
      </div>
      <div class="walk-steps">
        <p class="row">
          <button type="button" class="button" disabled={step === 0} onClick={() => (at.value = step - 1)}>Back</button>
          <button type="button" class="button" data-main disabled={step === steps.length - 1} onClick={() => (at.value = step + 1)}>Next step</button>
          <span class="hint number">{step + 1} of {steps.length}; arrow keys too</span>
        </p>
        <ol class="number" tabIndex={0} role="listbox" aria-label="Steps" aria-activedescendant={`walk-${steps[step]!.id}`} onKeyDown={key} data-testid="walk">
          {steps.map(({ id, title, rule, numbers, value }, i) => (
            <li
              key={id}
              id={`walk-${id}`}
              role="option"
              aria-selected={i === step}
              data-exact={value === undefined ? undefined : String(value)}
              data-testid={`walk-${id}`}
              onClick={() => (at.value = i)}
            >
              <span class="walk-title">{title}</span>
              <span class="walk-rule"><Symbols text={rule} /></span>
              <span class="walk-numbers"><Symbols text={numbers} /></span>
            </li>
          ))}
        </ol>
        <p class="walk-verdict" data-testid="walk-runtime" data-exact={String(runtime)}>
          The runtime computed <strong class="number">{String(runtime).replace('-', '−')}</strong>:{' '}
          {Object.is(result, runtime) ? 'the same byte for byte.' : `the walk gives ${result}.`}
        </p>
      </div>
    </section>
  );
}
