// A drawing to 28 × 28 bytes in the manner of MNIST: scaled so that its longer side has 20 pixels, by averaging, and
// moved so that its centre of mass is in the middle.

export const side = 28;
const longest = 20;

export interface Drawing {
  /** Brightness, row-major, 0 to 255. */
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function boundsOf({ data, width, height }: Drawing): Box | undefined {
  const box = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0, i = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x, ++i) {
      if (!data[i]) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
    }
  }
  return box.right > box.left ? box : undefined;
}

/** The mean over a rectangle whose edges may lie within pixels. */
function mean({ data, width, height }: Drawing, left: number, top: number, right: number, bottom: number): number {
  let [sum, area] = [0, 0];
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); ++y) {
    const high = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); ++x) {
      const share = high * (Math.min(right, x + 1) - Math.max(left, x));
      sum += share * data[y * width + x]!;
      area += share;
    }
  }
  return area > 0 ? sum / area : 0;
}

/** All black where nothing is drawn. */
export function centred(drawing: Drawing): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(side * side);
  const box = boundsOf(drawing);
  if (!box) return bytes;
  const step = Math.max(box.right - box.left, box.bottom - box.top) / longest; // pixels of the drawing for one of the 28
  let [sum, x, y] = [0, 0, 0];
  for (let row = box.top; row < box.bottom; ++row) {
    for (let column = box.left; column < box.right; ++column) {
      const weight = drawing.data[row * drawing.width + column]!;
      sum += weight;
      x += weight * (column + 0.5);
      y += weight * (row + 0.5);
    }
  }
  const left = x / sum - (side / 2) * step;
  const top = y / sum - (side / 2) * step;
  for (let i = 0; i < bytes.length; ++i) {
    const [column, row] = [i % side, Math.floor(i / side)];
    // Beyond the drawing's own edges there is nothing, which counts as black.
    const [l, t, r, b] = [left + column * step, top + row * step, left + (column + 1) * step, top + (row + 1) * step];
    const inside = Math.max(0, Math.min(r, drawing.width) - Math.max(l, 0)) * Math.max(0, Math.min(b, drawing.height) - Math.max(t, 0));
    bytes[i] = inside > 0 ? Math.round((mean(drawing, l, t, r, b) * inside) / (step * step)) : 0;
  }
  return bytes;
}
