import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { Help } from './Help';
import { NumberEntry } from './NumberEntry';

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  unit?: string;
  onInput: (value: number) => void;
  /** What the value means in words, for screen readers. */
  valueText?: string;
  help?: ComponentChildren;
  /** Labels under the track, left to right. */
  ticks?: readonly ComponentChildren[];
  testId?: string;
}

/** One number: dragged, stepped with the keys, or typed. */
export function Slider({ label, value, min, max, step = 1, unit, onInput, valueText, help, ticks, testId }: SliderProps) {
  const id = useId();
  return (
    <div class="control slider">
      <div class="control-head">
        <label for={id}>{label}</label>
        {help && <Help about={label}>{help}</Help>}
        <span class="control-value">
          <NumberEntry label={`${label}, typed`} {...{ value, min, max, step, onInput }} />
          {unit && <span class="unit">{unit}</span>}
        </span>
      </div>
      <input
        id={id}
        type="range"
        {...{ min, max, step, value }}
        aria-valuetext={valueText}
        data-testid={testId}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
      {ticks && (
        <div class="ticks number" aria-hidden="true">
          {ticks.map((tick, i) => <span key={i}>{tick}</span>)}
        </div>
      )}
    </div>
  );
}
