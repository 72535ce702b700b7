import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { Grid, Reading } from './arithmetic';
import { Axes } from './Axes';
import { Clipping } from './Clipping';
import { codeTicks } from './code-ticks';
import { height, lanes } from './layout';
import './picture.css';
import { RangeLane } from './RangeLane';
import { change, zoomed, type View } from './state';
import { valueAt, ValueHandle } from './ValueHandle';
import { ValuePath } from './ValuePath';
import { axisFor, pan, zoom, type Axis } from './view';
import { ZeroPoint } from './ZeroPoint';

interface PictureProps {
  grid: Grid;
  reading: Reading;
  view: View;
}

/** The instrument: the real axis over the codes, with everything on it that can be moved. */
export function Picture({ grid, reading, view }: PictureProps) {
  const svg = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    watcher.observe(svg.current!);
    return () => watcher.disconnect();
  }, []);

  const axis = axisFor(view, width || 1, grid);
  useWheel(svg, grid, axis);
  const { stride } = codeTicks(grid, axis);
  return (
    <>
      <svg
        ref={svg}
        class="nl-picture"
        height={height}
        role="group"
        aria-label="Number line: real values above, their codes below"
        {...placing(grid, axis)}
      >
        {width > 0 && (
          <>
            <Clipping grid={grid} axis={axis} />
            <Axes grid={grid} axis={axis} marked={reading.q} />
            <ZeroPoint grid={grid} axis={axis} />
            <ValuePath grid={grid} reading={reading} axis={axis} />
            <RangeLane grid={grid} axis={axis} />
            <ValueHandle grid={grid} reading={reading} axis={axis} />
          </>
        )}
      </svg>
      <p class="nl-caption hint">{stride > 1 && `1 line = ${stride} codes; zoom in to see each.`}</p>
    </>
  );
}

/** Pressing anywhere between the axes brings r there: the way in for those who do not see its handle. */
function placing(grid: Grid, axis: Axis) {
  const place = ({ currentTarget, clientX }: PointerEvent & { currentTarget: SVGSVGElement }) =>
    change({ r: valueAt(clientX - currentTarget.getBoundingClientRect().left, grid, axis) });
  return {
    onPointerDown: (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
      const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
      if (event.button !== 0 || y < lanes.valueText - 12 || y > lanes.code) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      place(event);
    },
    // A handle keeps its own pointer, so this is only what began here.
    onPointerMove: (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) place(event);
    },
  };
}

/** Pinching and Ctrl + wheel zoom, a sideways wheel moves along; a plain wheel still scrolls the page. */
function useWheel(svg: { current: SVGSVGElement | null }, grid: Grid, axis: Axis) {
  const now = useRef({ grid, axis });
  now.current = { grid, axis };
  useLayoutEffect(() => {
    const turn = (event: WheelEvent) => {
      const { grid, axis } = now.current;
      if (event.ctrlKey || event.metaKey) {
        const x = event.clientX - svg.current!.getBoundingClientRect().left;
        zoomed.value = zoom(axis.view, Math.exp(-event.deltaY / 200), axis.r(x), grid);
      } else if (zoomed.value && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        zoomed.value = pan(axis.view, event.deltaX / axis.width, grid);
      } else return;
      event.preventDefault();
    };
    const element = svg.current!;
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);
}
