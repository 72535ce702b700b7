import { batch } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { three } from '../ui/format';
import { axisTop, domain, heldDomain, x } from './histogram-scales';
import { levels } from './levels';
import { handLimits, handMax, handMin, rangeBy } from './settings';

type End = 'min' | 'max';

/** The range that is in force: the one by hand, else from the lowest level to the highest. */
function present(end: End): number {
  if (rangeBy.value === 'hand') return (end === 'min' ? handMin : handMax).value;
  const { reals } = levels.value[0] ?? { reals: [0, 1] };
  return end === 'min' ? reals[0]! : reals[reals.length - 1]!;
}

/** The first touch takes over the range that the observer found. */
function set(end: End, value: number): void {
  const { lowest, highest, narrowest } = handLimits;
  const [low, high] = [present('min'), present('max')];
  const within = (at: number, from: number, to: number) => Math.min(to, Math.max(from, at));
  batch(() => {
    handMin.value = within(end === 'min' ? value : low, lowest, 0);
    handMax.value = within(end === 'max' ? value : high, narrowest, highest);
    rangeBy.value = 'hand';
  });
}

const names = { min: 'Lower end of the range', max: 'Upper end of the range' };

export function RangeHandle({ end }: { end: End }) {
  const handle = useRef<SVGGElement>(null);
  const value = present(end);
  const at = x.value(value);
  const [from, to] = end === 'min' ? [handLimits.lowest, 0] : [handLimits.narrowest, handLimits.highest];

  const drag = (event: PointerEvent) => {
    if (!handle.current!.hasPointerCapture(event.pointerId)) return;
    const plot = handle.current!.ownerSVGElement!.getBoundingClientRect();
    set(end, x.peek().invert(event.clientX - plot.left));
  };
  const key = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 0.1 : 0.01;
    const change = { ArrowLeft: -stride, ArrowDown: -stride, ArrowRight: stride, ArrowUp: stride, PageDown: -0.1, PageUp: 0.1 }[event.key];
    const goal = event.key === 'Home' ? from : event.key === 'End' ? to : change === undefined ? undefined : value + change;
    if (goal === undefined) return;
    event.preventDefault();
    set(end, goal);
  };
  return (
    <g
      ref={handle}
      class="range-handle"
      role="slider"
      tabindex={0} // lower case: on SVG the attribute is set as written
      aria-label={names[end]}
      aria-valuemin={from}
      aria-valuemax={to}
      aria-valuenow={value}
      aria-valuetext={`r = ${three(value)}`}
      data-testid={`handle-${end}`}
      onPointerDown={(event) => {
        event.preventDefault();
        handle.current!.focus();
        handle.current!.setPointerCapture(event.pointerId);
        heldDomain.value = domain.peek();
      }}
      onPointerMove={drag}
      onLostPointerCapture={() => (heldDomain.value = undefined)}
      onKeyDown={key}
    >
      <rect class="range-reach" x={at - 14} y={0} width={28} height={axisTop.value} />
      <line class="range-line" x1={at} x2={at} y1={4} y2={axisTop.value} />
      <path class="range-grip" d={`M${at} 2m-6 0h12v12l-6 6l-6-6z`} />
    </g>
  );
}
