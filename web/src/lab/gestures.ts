// Pointer, wheel and keys on the picture's window.
import { divider, mode, zoom } from './settings';
import { hovered, moveCursor } from './pointed';
import { fit, panBy, pixelAt, reveal, zoomBy } from './view';

interface Point {
  x: number;
  y: number;
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));

/** Listens on the window of the picture; gives how to stop. */
export function listen(element: HTMLElement): () => void {
  const down = new Map<number, Point>();
  const abort = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(type, listener, { signal: abort.signal, passive: type !== 'wheel' && type !== 'keydown' });
  const place = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  on('pointerdown', (event) => {
    down.set(event.pointerId, place(event));
    element.setPointerCapture(event.pointerId);
    if (event.pointerType !== 'mouse') hovered.value = pixelAt(place(event).x, place(event).y);
  });
  on('pointermove', (event) => {
    const to = place(event);
    const from = down.get(event.pointerId);
    if (!from) return void (hovered.value = pixelAt(to.x, to.y));
    down.set(event.pointerId, to);
    if (down.size === 1) return panBy(to.x - from.x, to.y - from.y);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    const [before, after] = [middle(from, other), middle(to, other)];
    zoomBy(distance(to, other) / distance(from, other), before.x, before.y);
    panBy(after.x - before.x, after.y - before.y);
  });
  const up = (event: PointerEvent) => void down.delete(event.pointerId);
  on('pointerup', up);
  on('pointercancel', up);
  on('pointerleave', (event) => event.pointerType === 'mouse' && (hovered.value = undefined));

  on('wheel', (event) => {
    if (zoom.peek() === 0 && event.deltaY > 0) return; // nothing left to zoom out of: the page scrolls
    event.preventDefault();
    const { x, y } = place(event);
    zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : event.deltaMode ? 0.05 : 0.0016)), x, y);
  });
  on('dblclick', (event) => (event.shiftKey ? fit() : zoomBy(2, place(event).x, place(event).y)));
  on('keydown', (event) => {
    if (event.target === element && key(event)) event.preventDefault();
  });
  return () => abort.abort();
}

const steps: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function key(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = steps[event.key];
  if (step) {
    const stride = event.shiftKey ? 10 : 1;
    const at = moveCursor(step[0] * stride, step[1] * stride);
    if (at) reveal(at.x, at.y);
    return true;
  }
  if (event.key === '+' || event.key === '=') zoomBy(1.5);
  else if (event.key === '-') zoomBy(1 / 1.5);
  else if (event.key === '0') fit();
  else return false;
  return true;
}

/** Moves the divider to a share of the window's width. */
export function divideAt(share: number): void {
  if (mode.peek() === 'split') divider.value = Math.min(1, Math.max(0, share));
}
