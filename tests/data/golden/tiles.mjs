// Which elements of a case share a scale and a zero point.

export const count = (shape) => shape.reduce((a, b) => a * b, 1);

// The shape of scale and zero point, as ONNX has it; a group's is the number of groups.
export function tileShape({ shape, kind, axis, size }) {
  if (kind === 'channel') return [shape[axis]];
  if (kind === 'group') return [size];
  if (kind === 'block') return shape.map((extent, d) => (d === axis ? Math.ceil(extent / size) : extent));
  return [];
}

// The tile that element i belongs to, row-major over tileShape.
export function tileOf(i, { shape, kind, axis, size }) {
  if (kind === 'tensor') return 0;
  const index = [];
  for (let d = shape.length - 1, rest = i; d >= 0; --d) {
    index[d] = rest % shape[d];
    rest = Math.floor(rest / shape[d]);
  }
  if (kind === 'channel') return index[axis];
  if (kind === 'group') return Math.floor(index[axis] / (shape[axis] / size));
  const tiles = tileShape({ shape, kind, axis, size });
  return index.reduce((at, x, d) => at * tiles[d] + (d === axis ? Math.floor(x / size) : x), 0);
}
