import { useRef } from 'preact/hooks';

import type { Grid } from './arithmetic';
import { lanes } from './layout';
import { change } from './state';
import { valueAt } from './ValueHandle';
import type { Axis } from './view';

type SvgEvent<E> = E & { currentTarget: SVGSVGElement };

const slop = 8; // px; a finger that moves less, or more up and down than sideways, may be scrolling the page

/** Pressing anywhere between the axes brings r there: the way in for those who do not see its handle. */
export function usePlacing(grid: Grid, axis: Axis) {
  // Where a finger came down that has not yet shown what it wants.
  const undecided = useRef<{ x: number; y: number } | undefined>(undefined);

  const place = ({ currentTarget, clientX }: SvgEvent<MouseEvent>) =>
    change({ r: valueAt(clientX - currentTarget.getBoundingClientRect().left, grid, axis) });
  const between = ({ currentTarget, target, clientY }: SvgEvent<MouseEvent>) => {
    const y = clientY - currentTarget.getBoundingClientRect().top;
    return y >= lanes.valueText - 12 && y <= lanes.code && !(target as Element).closest('.nl-handle');
  };
  const movesSideways = ({ clientX, clientY }: MouseEvent, { x, y }: { x: number; y: number }) =>
    Math.abs(clientX - x) > slop && Math.abs(clientX - x) > Math.abs(clientY - y);

  return {
    onPointerDown: (event: SvgEvent<PointerEvent>) => {
      if (event.button !== 0 || !between(event)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      undecided.current = event.pointerType === 'touch' ? { x: event.clientX, y: event.clientY } : undefined;
      if (!undecided.current) place(event);
    },
    onPointerMove: (event: SvgEvent<PointerEvent>) => {
      // A handle keeps its own pointer, so this is only what began here.
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      if (undecided.current && !movesSideways(event, undecided.current)) return;
      undecided.current = undefined;
      place(event);
    },
    // A finger's tap.
    onClick: (event: SvgEvent<MouseEvent>) => {
      if (between(event)) place(event);
    },
  };
}
