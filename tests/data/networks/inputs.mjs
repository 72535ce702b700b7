// What goes into the networks: random numbers, and photographs prepared as torchvision's presets do it.
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { Random } from './random.mjs';

// ImageNet's, of values in [0, 1].
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

/** { data, shape } of normally distributed numbers; shape is [batch, 3, height, width]. */
export function randomInput(shape, seed = 1) {
  return { data: new Random(seed).normal(shape.reduce((a, b) => a * b, 1)), shape };
}

/** { data, shape } of a PNG file: its middle, as large as the wanted form allows, averaged down and normalized. */
export function photograph(file, [height, width]) {
  const picture = PNG.sync.read(readFileSync(file));
  const step = Math.min(picture.height / height, picture.width / width);
  const top = (picture.height - step * height) / 2;
  const left = (picture.width - step * width) / 2;
  const data = new Float32Array(3 * height * width);
  const average = (c, y, x) => {
    const [y0, y1] = [Math.floor(top + y * step), Math.ceil(top + (y + 1) * step)];
    const [x0, x1] = [Math.floor(left + x * step), Math.ceil(left + (x + 1) * step)];
    let sum = 0;
    for (let row = y0; row < y1; ++row) {
      for (let column = x0; column < x1; ++column) sum += picture.data[4 * (row * picture.width + column) + c];
    }
    return sum / ((y1 - y0) * (x1 - x0));
  };
  for (let c = 0, i = 0; c < 3; ++c) {
    for (let y = 0; y < height; ++y) {
      for (let x = 0; x < width; ++x) data[i++] = (average(c, y, x) / 255 - mean[c]) / deviation[c];
    }
  }
  return { data, shape: [1, 3, height, width] };
}

/** Inputs of the same height and width as one batch. */
export function batchOf(inputs) {
  const data = new Float32Array(inputs.reduce((sum, { data: one }) => sum + one.length, 0));
  let at = 0;
  for (const { data: one } of inputs) {
    data.set(one, at);
    at += one.length;
  }
  const [, ...rest] = inputs[0].shape;
  return { data, shape: [inputs.reduce((sum, { shape }) => sum + shape[0], 0), ...rest] };
}
