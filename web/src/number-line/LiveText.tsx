import { useEffect, useState } from 'preact/hooks';

const rest = 500; // ms

/** The sentence for screen readers, spoken when the hand rests and not at every pixel of a drag. */
export function LiveText({ text }: { text: string }) {
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  return <p class="unseen" role="status" data-testid="nl-live">{spoken}</p>;
}
