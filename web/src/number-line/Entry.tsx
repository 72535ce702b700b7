import { useLayoutEffect, useRef } from 'preact/hooks';

import { parsed, typed } from './numbers';

interface EntryProps {
  id: string;
  value: number;
  onInput: (value: number) => void;
  /** Id of the sentence that says what is wrong with it. */
  problem?: string | undefined;
}

/** A number that is typed. Wrong ones are passed on too: the core says what is wrong with them. */
export function Entry({ id, value, onInput, problem }: EntryProps) {
  const input = useRef<HTMLInputElement>(null);
  // Nothing that means the same number is rewritten under the cursor, nor what means no number at all.
  useLayoutEffect(() => {
    const text = input.current!.value;
    if (text === '' || !Object.is(Math.fround(parsed(text)), Math.fround(value))) input.current!.value = typed(value);
  }, [value]);
  return (
    <input
      ref={input}
      id={id}
      class="entry number"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      aria-invalid={problem !== undefined}
      aria-describedby={problem}
      // "-" and "1e" on the way to a number are no mistake yet; after leaving the field they are.
      onInput={({ currentTarget }) => !Number.isNaN(parsed(currentTarget.value)) && onInput(parsed(currentTarget.value))}
      onChange={({ currentTarget }) => onInput(parsed(currentTarget.value))}
    />
  );
}
