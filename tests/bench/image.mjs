// Image quantization per back end beside plain JavaScript; runs in Node and in a browser. Results are compared
// before anything is timed.
import { measure, quantizeByTable, quantizeByValue, quantizeFloats } from './plain-js.mjs';
import { interleaved } from './rounds.mjs';

const side = 1000; // one megapixel

function picture() {
  const data = new Uint8ClampedArray(side * side * 4);
  let state = 1;
  for (let i = 0; i < data.length; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    data[i] = ((i >> 2) % side >> 2) + ((state >>> 25) & 127);
  }
  return { data, width: side, height: side };
}

function same(what, a, b) {
  if (a.length !== b.length || a.some((value, i) => value !== b[i])) throw new Error(`${what}: the results differ`);
}

const bits = 3;

/** [{ what, unit, rows: { name: { median, min } } }] in milliseconds for one megapixel (or a million values). */
export async function imageBench(backEnds, rounds) {
  const source = picture();
  const { data } = source;
  const out = new Uint8ClampedArray(data.length);
  const images = Object.entries(backEnds).map(([name, zp]) => [name, zp.loadImage(source)]);
  const ours = (options) => Object.fromEntries(images.map(([name, image]) => [name, () => image.quantize(options)]));

  const expected = quantizeByValue(data, bits, new Uint8ClampedArray(data.length));
  same('table', quantizeByTable(data, bits, out), expected);
  for (const [name, image] of images) {
    const result = image.quantize({ bits });
    same(name, result.image.data, expected);
    const { mse, histograms } = measure(data, expected);
    if (Math.abs(result.metrics.mse - mse) > 1e-9) throw new Error(`${name}: the errors differ`);
    same(`${name} histogram`, result.histogram.after.green, histograms[4]);
  }

  const r = Float32Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i) * 2);
  const first = Object.values(backEnds)[0];
  const p = first.chooseQParams(-2, 2);
  const codes = quantizeFloats(r, p, new Uint8Array(r.length));
  for (const [name, zp] of Object.entries(backEnds)) same(`${name} floats`, zp.quantize(r, p), codes);

  const whole = (quantize) => () => measure(data, quantize(data, bits, out));
  const kinds = {
    'picture, bytes, both histograms and errors': {
      'plain JS, value by value': whole(quantizeByValue),
      'plain JS, table': whole(quantizeByTable),
      ...ours({ bits }),
    },
    '… and the error map': ours({ bits, errorMap: {} }),
    '… and SSIM': ours({ bits, ssim: true }),
    'per tile of 16 × 16': ours({ bits, granularity: { kind: 'tile', width: 16, height: 16 } }),
    'range by MSE': ours({ bits, method: 'mse' }),
    'stochastic rounding': ours({ bits, rounding: 'stochastic' }),
    'Floyd–Steinberg': ours({ bits, rounding: 'floyd-steinberg' }),
    'quantize a million float32 to uint8': {
      'plain JS, value by value': () => quantizeFloats(r, p, codes),
      ...Object.fromEntries(Object.entries(backEnds).map(([name, zp]) => [name, () => zp.quantize(r, p)])),
    },
  };
  const result = [];
  for (const [what, works] of Object.entries(kinds)) result.push({ what, rows: await interleaved(works, { rounds }) });
  images.forEach(([, image]) => image.dispose());
  return result;
}
