// Where the picture lies in its window. One view for all layers, so that they zoom and pan in step.
import { computed, signal } from '@preact/signals';

import { photo } from './current-photo';
import { centreX, centreY, zoom } from './settings';

export const viewport = signal({ width: 0, height: 0 });

const largest = 64;

export const fitScale = computed(() => {
  const pixels = photo.value?.pixels;
  const { width, height } = viewport.value;
  if (!pixels || width === 0) return 1;
  return Math.min(width / pixels.width, height / pixels.height);
});

export interface View {
  scale: number;
  /** Screen position of the picture's corner. */
  left: number;
  top: number;
}

// Smaller than the window: in the middle. Larger: no empty strip along an edge.
function corner(length: number, room: number, centre: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, room / 2 - centre * length));
}

export const view = computed<View>(() => {
  const { width, height } = viewport.value;
  const pixels = photo.value?.pixels ?? { width: 1, height: 1 };
  const scale = Math.max(zoom.value, fitScale.value);
  return {
    scale,
    left: corner(pixels.width * scale, width, centreX.value),
    top: corner(pixels.height * scale, height, centreY.value),
  };
});

function look(scale: number, left: number, top: number): void {
  const pixels = photo.peek()?.pixels;
  if (!pixels) return;
  const { width, height } = viewport.peek();
  const within = (value: number) => Math.min(1, Math.max(0, value));
  const fits = scale <= fitScale.peek() * 1.001;
  zoom.value = fits ? 0 : Math.min(scale, Math.max(largest, fitScale.peek()));
  centreX.value = fits ? 0.5 : within((width / 2 - left) / (pixels.width * scale));
  centreY.value = fits ? 0.5 : within((height / 2 - top) / (pixels.height * scale));
}

/** Zooms by a factor; what lies under (x, y) of the window stays there. */
export function zoomBy(factor: number, x = viewport.peek().width / 2, y = viewport.peek().height / 2): void {
  const now = view.peek();
  const ceiling = Math.max(largest, fitScale.peek());
  const scale = Math.min(ceiling, Math.max(fitScale.peek(), now.scale * factor));
  const ratio = scale / now.scale;
  look(scale, x - (x - now.left) * ratio, y - (y - now.top) * ratio);
}

export const zoomTo = (scale: number): void => zoomBy(scale / view.peek().scale);
export const fit = (): void => look(0, 0, 0);

export function panBy(dx: number, dy: number): void {
  const { scale, left, top } = view.peek();
  if (zoom.peek() !== 0) look(scale, left + dx, top + dy);
}

/** Moves the picture so far that this pixel is in the window. */
export function reveal(x: number, y: number): void {
  const { scale, left, top } = view.peek();
  const { width, height } = viewport.peek();
  const need = (at: number, room: number) => Math.max(0, scale / 2 - at) - Math.max(0, at + scale / 2 - room);
  panBy(need(left + (x + 0.5) * scale, width), need(top + (y + 0.5) * scale, height));
}

/** The pixel under (x, y) of the window, if there is one. */
export function pixelAt(x: number, y: number): { x: number; y: number } | undefined {
  const pixels = photo.peek()?.pixels;
  const { scale, left, top } = view.peek();
  const at = { x: Math.floor((x - left) / scale), y: Math.floor((y - top) / scale) };
  const inside = pixels && at.x >= 0 && at.y >= 0 && at.x < pixels.width && at.y < pixels.height;
  return inside ? at : undefined;
}
