// What a web developer would write without this package: the same rules, the same bytes, in plain loops.

/** Half to even, which Math.round is not. */
function rne(x) {
  const down = Math.floor(x);
  const rest = x - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
}

const pixelScale = Math.fround(1 / 255);

function minmax(data) {
  let min = 255;
  let max = 0;
  for (let i = 0; i < data.length; ++i) {
    if ((i & 3) === 3) continue;
    if (data[i] < min) min = data[i];
    if (data[i] > max) max = data[i];
  }
  return [Math.fround(Math.min(pixelScale * min, 0)), Math.fround(pixelScale * max)];
}

function byteOf(v, scale, zeroPoint, qmax) {
  const r = Math.fround(pixelScale * v);
  const q = Math.min(Math.max(rne(Math.fround(r / scale)) + zeroPoint, 0), qmax);
  const back = Math.fround(scale * (q - zeroPoint));
  return Math.min(Math.max(rne(Math.fround(back / pixelScale)), 0), 255);
}

function parameters(data, bits) {
  const qmax = 2 ** bits - 1;
  const [min, max] = minmax(data);
  const scale = Math.fround((max - min) / qmax);
  return { scale, zeroPoint: Math.min(Math.max(rne(qmax - max / scale), 0), qmax), qmax };
}

/** Min-max, affine, unsigned, one scale for the picture: value by value. */
export function quantizeByValue(data, bits, out) {
  const { scale, zeroPoint, qmax } = parameters(data, bits);
  for (let i = 0; i < data.length; ++i) out[i] = (i & 3) === 3 ? data[i] : byteOf(data[i], scale, zeroPoint, qmax);
  return out;
}

/** The same through a table of 256. */
export function quantizeByTable(data, bits, out) {
  const { scale, zeroPoint, qmax } = parameters(data, bits);
  const table = new Uint8Array(256);
  for (let v = 0; v < 256; ++v) table[v] = byteOf(v, scale, zeroPoint, qmax);
  for (let i = 0; i < data.length; i += 4) {
    out[i] = table[data[i]];
    out[i + 1] = table[data[i + 1]];
    out[i + 2] = table[data[i + 2]];
    out[i + 3] = data[i + 3];
  }
  return out;
}

/** Mean squared error and both histograms, which the package's result holds as well. */
export function measure(before, after) {
  const histograms = Array.from({ length: 6 }, () => new Uint32Array(256));
  let squares = 0;
  for (let i = 0; i < before.length; ++i) {
    const channel = i & 3;
    if (channel === 3) continue;
    ++histograms[channel][before[i]];
    ++histograms[channel + 3][after[i]];
    squares += (after[i] - before[i]) ** 2;
  }
  return { mse: squares / (before.length / 4) / 3, histograms };
}

export function quantizeFloats(r, { scale, zeroPoint, qmin, qmax }, q) {
  for (let i = 0; i < r.length; ++i) {
    q[i] = Math.min(Math.max(rne(Math.fround(r[i] / scale)) + zeroPoint, qmin), qmax);
  }
  return q;
}
