import { useLayoutEffect, useRef } from 'preact/hooks';

export interface NumberEntryProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onInput: (value: number) => void;
  /** Digits after the point that are shown; the whole value when left out. */
  digits?: number;
  disabled?: boolean;
  testId?: string;
}

/** A number that is typed. What is not a number within the limits changes nothing and is put back on leaving. */
export function NumberEntry({ label, value, min, max, step, onInput, digits, disabled, testId }: NumberEntryProps) {
  const input = useRef<HTMLInputElement>(null);
  const shown = digits === undefined ? String(value) : String(Number(value.toFixed(digits)));
  const show = () => void (input.current!.value = shown);

  // Not while it means the same number: "0.50" must not turn into "0.5" under the cursor.
  useLayoutEffect(() => {
    const typing = document.activeElement === input.current;
    if (!typing || input.current!.valueAsNumber !== Number(shown)) show();
  }, [shown]);

  const read = () => {
    const typed = input.current!.valueAsNumber;
    if (typed >= min && typed <= max && typed !== value && typed !== Number(shown)) onInput(typed);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') show();
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const stride = event.shiftKey ? 10 * step : step;
    const next = Number((Math.round(value / step) * step + direction * stride).toFixed(6));
    onInput(Math.min(max, Math.max(min, next)));
  };
  return (
    <input
      ref={input}
      class="entry number"
      type="number"
      inputMode="decimal"
      aria-label={label}
      min={min}
      max={max}
      step="any" // any number may be typed; the keys step
      disabled={disabled}
      data-testid={testId}
      onInput={read}
      onBlur={show}
      onKeyDown={key}
    />
  );
}
