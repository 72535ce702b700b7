import type { ComponentChildren } from 'preact';

import { useCopy } from '../ui/use-copy';
import { typed } from './numbers';
import { exactTextOf, partNames, type Part } from './parts';

interface ChipProps {
  part: Part;
  symbol: ComponentChildren;
  value: number;
  /** The value as it is shown. */
  text: string;
  note: string;
}

/** A part with its number; pressing it copies the exact one. */
export function Chip({ part, symbol, value, text, note }: ChipProps) {
  const { answer, copy } = useCopy(() => typed(value));
  return (
    <button
      type="button"
      class="nl-chip"
      data-part={part}
      data-exact={typed(value)}
      data-testid={`line-${part}`}
      title={`${partNames[part]}: exactly ${exactTextOf(part, value)}. Press to copy.`}
      aria-label={[partNames[part], text, note, answer || 'copy'].join(', ')}
      onClick={copy}
    >
      <span class="nl-chip-symbol">{symbol}</span>
      <span class="nl-chip-value number">{text}</span>
      <span class="nl-chip-note">{answer || note}</span>
    </button>
  );
}
