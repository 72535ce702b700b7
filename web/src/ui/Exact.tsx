import { three } from './format';

interface ExactProps {
  value: number;
  /** What is shown; three significant digits when left out. */
  text?: string;
  testId?: string;
}

/** A number that shows three digits and knows them all: on hover, and when it is copied (see copy-exact.ts). */
export function Exact({ value, text = three(value), testId }: ExactProps) {
  return (
    <data class="number" value={String(value)} title={String(value)} data-exact={String(value)} data-testid={testId}>
      {text}
    </data>
  );
}
