import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useLayoutEffect, useRef } from 'preact/hooks';

import type { Part } from './parts';

interface TexProps {
  source: string;
  /** What the pointer is told over a part. */
  titleOf: (part: Part) => string;
}

/** Typeset through the DOM: markup with style attributes would break the page's policy. */
export function Tex({ source, titleOf }: TexProps) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    katex.render(source, place.current!, {
      trust: ({ command }) => command === '\\htmlData', // marks the parts
      strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
    });
  }, [source]);
  const tell = ({ target }: PointerEvent) => {
    const part = (target as Element).closest<HTMLElement>('[data-part]');
    if (part) part.title = titleOf(part.dataset['part'] as Part);
  };
  return <span ref={place} onPointerOver={tell} />;
}
