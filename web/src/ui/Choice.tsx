import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { Help } from './Help';

export interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  /** Value and name of each option. */
  options: readonly (readonly [T, string])[];
  onInput: (value: T) => void;
  help?: ComponentChildren;
  /** What the chosen option means, in a few words beside the label. */
  hint?: ComponentChildren;
  /** The label is for screen readers only. */
  quiet?: boolean;
}

/** One of a few: radio buttons drawn as one bar. */
export function Choice<T extends string>({ label, value, options, onInput, help, hint, quiet }: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset class="control choice" aria-labelledby={`${group}-label`}>
      <div class={quiet ? 'unseen' : 'control-head'}>
        <span id={`${group}-label`}>{label}</span>
        {help && <Help about={label}>{help}</Help>}
        {hint && <span class="hint control-hint">{hint}</span>}
      </div>
      <div class="choice-bar">
        {options.map(([option, name]) => (
          <label key={option}>
            <input
              type="radio"
              name={group}
              value={option}
              checked={option === value}
              onChange={() => onInput(option)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
