import type { RgbaImage } from 'zeropoint/worker';

const atOnce = 1_600_000; // pixels that a canvas takes well within a frame
const band = 1 << 19;

/** Draws pixels into a canvas, large ones in bands between which the page does other things; gives how to stop. */
export function paint(canvas: HTMLCanvasElement, { data, width, height }: RgbaImage, done: () => void): () => void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  const image = new ImageData(data, width, height);
  if (width * height <= atOnce) {
    context?.putImageData(image, 0, 0);
    done();
    return () => {};
  }
  const rows = Math.max(1, Math.floor(band / width));
  let timer: ReturnType<typeof setTimeout>;
  const from = (top: number) => {
    if (top >= height) return done();
    context?.putImageData(image, 0, 0, 0, top, width, Math.min(rows, height - top));
    timer = setTimeout(from, 0, top + rows);
  };
  from(0);
  return () => clearTimeout(timer);
}
