import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

import { placeBeside } from './place-beside';

interface HelpProps {
  /** What is explained, for the button's name. */
  about: string;
  children: ComponentChildren;
  /** What is pressed; a question mark when left out. */
  label?: ComponentChildren;
}

/** A button that shows a short explanation beside it; Escape or a click elsewhere closes it. */
export function Help({ about, children, label }: HelpProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const text = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class={label ? 'term' : 'help'}
        popoverTarget={id}
        aria-label={label ? undefined : `What is: ${about}`}
      >
        {label ?? '?'}
      </button>
      <div
        ref={text}
        id={id}
        popover="auto"
        class="help-text"
        role="note"
        aria-label={about}
        onToggle={() => placeBeside(text.current!, button.current!)}
      >
        {children}
      </div>
    </>
  );
}
