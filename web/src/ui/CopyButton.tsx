import { useCopy } from './use-copy';

/** Copies a text, and says in place of its label whether that worked. */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const { answer, copy } = useCopy(text);
  return (
    <button type="button" class="button" onClick={copy}>
      <span aria-live="polite">{answer || label}</span>
    </button>
  );
}
