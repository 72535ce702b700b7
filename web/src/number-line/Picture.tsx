import { useLayoutEffect, useState } from 'preact/hooks';

import type { Grid, Reading } from './arithmetic';
import { Axes } from './Axes';
import { Clipping } from './Clipping';
import { codeTicks } from './code-ticks';
import { height } from './layout';
import './picture.css';
import { RangeLane } from './RangeLane';
import type { View } from './state';
import { usePlacing } from './use-placing';
import { useWheel } from './use-wheel';
import { ValueHandle } from './ValueHandle';
import { ValuePath } from './ValuePath';
import { axisFor } from './view';
import { ZeroPoint } from './ZeroPoint';

interface PictureProps {
  grid: Grid;
  reading: Reading;
  view: View;
  svg: { current: SVGSVGElement | null };
}

/** The instrument: the real axis over the codes, with everything on it that can be moved. */
export function Picture({ grid, reading, view, svg }: PictureProps) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    watcher.observe(svg.current!);
    return () => watcher.disconnect();
  }, []);

  const axis = axisFor(view, width || 1, grid);
  useWheel(svg, grid, axis);
  const placing = usePlacing(grid, axis);
  const { stride } = codeTicks(grid, axis);
  return (
    <>
      <svg
        ref={svg}
        class="nl-picture"
        height={height}
        role="group"
        aria-label="Number line: real values above, their codes below"
        {...placing}
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
