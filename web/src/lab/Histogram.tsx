import { useLayoutEffect, useRef } from 'preact/hooks';

import { Comb } from './Comb';
import { axisTop, heldDomain, height, width } from './histogram-scales';
import { HistogramAxis } from './HistogramAxis';
import { BarsAfter, BarsBefore } from './HistogramBars';
import { HistogramMarks, HistogramReadout, pointIn } from './HistogramPointer';
import { pointedAt } from './pointed';
import { RangeHandle } from './RangeHandle';
import { sharing } from './settings';
import { outcome } from './work';

/** The original's values, the levels laid over them, and what became of them. */
export function Histogram() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => (width.value = Math.max(200, entry!.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const move = (event: PointerEvent) => {
    if (heldDomain.peek()) return;
    const plot = box.current!.getBoundingClientRect();
    const [left, top] = [event.clientX - plot.left, event.clientY - plot.top];
    if (top > axisTop.peek()) pointedAt.value = undefined;
    else pointIn(left, top);
  };
  return (
    <figure class="histogram" aria-label="Histogram of the original, the levels of the codes, and the quantized picture">
      <div ref={box} class="histogram-plot">
        {outcome.value && (
          <svg
            width={width.value}
            height={height.value}
            onPointerMove={move}
            onPointerLeave={() => (pointedAt.value = undefined)}
          >
            <BarsBefore />
            <BarsAfter />
            <Comb />
            <HistogramAxis />
            <HistogramMarks />
            <RangeHandle end="min" />
            <RangeHandle end="max" />
          </svg>
        )}
      </div>
      <figcaption>
        <ul class="legend">
          <li data-is="original">original v</li>
          <li data-is="quantized">levels r̂{sharing.value === 'tile' && ' of the first tile'}, quantized v̂</li>
          <li data-is="saturated">saturated</li>
        </ul>
        <HistogramReadout />
      </figcaption>
    </figure>
  );
}
