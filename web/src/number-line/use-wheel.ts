import { useLayoutEffect, useRef } from 'preact/hooks';

import type { Grid } from './arithmetic';
import { zoomed } from './state';
import { pan, zoom, type Axis } from './view';

/** Pinching and Ctrl + wheel zoom, a sideways wheel moves along; a plain wheel still scrolls the page. */
export function useWheel(svg: { current: SVGSVGElement | null }, grid: Grid, axis: Axis) {
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
