import { useState } from 'preact/hooks';

const shownFor = 1200; // ms

/** Copies a text and says for a moment whether that worked. */
export function useCopy(text: () => string) {
  const [answer, setAnswer] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setAnswer('Copied');
    } catch {
      setAnswer('Not allowed');
    }
    setTimeout(() => setAnswer(''), shownFor);
  };
  return { answer, copy };
}
