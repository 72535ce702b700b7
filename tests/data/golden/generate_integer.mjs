// Integer operators as onnxruntime-web computes them → integer.txt, which tests/cpp/integer_golden_test.cpp reads:
//   case NAME OPERATOR
//   attributes N    then N words kind:name:values; floats as the hexadecimal digits of their bits
//   inputs N        then for each: type, rank, extents, values; "-" is left out
//   output          in the same way
import { writeFileSync } from 'node:fs';
import { codeRange, floatBits } from './format.mjs';
import { runNode, version } from './ort.mjs';
import { random } from './values.mjs';

const f = Math.fround;
const next = random(17);
const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
const count = (shape) => shape.reduce((n, d) => n * d, 1);

const tensor = (type, shape, data) => ({ type, shape, data });
const one = (type, value) => tensor(type, [], [value]);
const real = (value) => one('f32', f(value));
const codes = (type, shape) => tensor(type, shape, Array.from({ length: count(shape) }, () => whole(...codeRange(type))));
// Every code of 8 bits once.
const allCodes = (type) => tensor(type, [256], Array.from({ length: 256 }, (_, i) => codeRange(type)[0] + i));
const zeroPoint = (type) => one(type, [...codeRange(type), whole(...codeRange(type)), whole(...codeRange(type)) | 1][whole(0, 3)]);

// Ties in abundance (powers of two), what looks like ties (tenths, thirds), and any.
const scale = (i) => f([0.5, 0.1, 1 / 3, 0.02 + next(), 2 ** -4 * (1 + next()), 6 / 255][i % 6]);

// Until make() gives something; the search is part of the seed.
function search(make) {
  for (let tries = 0; tries < 1e6; ++tries) {
    const found = make();
    if (found) return found;
  }
  throw new Error('nothing found');
}
function rne(x) {
  const below = Math.floor(x), rest = x - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? 1 : 0);
}
// An integer that two multipliers, which should be the same, send to different codes.
function telling(m, n, low, high) {
  if (m === n) return undefined;
  for (let x = low; x <= high; ++x) {
    if (rne(f(x * m)) !== rne(f(x * n)) && Math.abs(rne(x * m)) < 100) return x;
  }
  return undefined;
}

const cases = [];
async function add(name, op, inputs, attributes = {}) {
  const output = await runNode({ op, inputs, attributes });
  cases.push({ name: `${name}_${cases.length}`, op, inputs, attributes, output });
}

for (const op of ['QLinearAdd', 'QLinearMul']) {
  for (const type of ['u8', 'i8']) {
    for (let i = 0; i < 8; ++i) {
      const sa = scale(i), sb = i % 3 === 0 ? sa : scale(i + 1);
      const sy = f((op === 'QLinearAdd' ? 2 : 60) * (i % 2 === 0 ? sa : sb));
      await add('elements', op, [codes(type, [200]), real(sa), zeroPoint(type), codes(type, [200]), real(sb), zeroPoint(type), real(sy), zeroPoint(type)]);
    }
    const broadcast = (a, b) => [codes(type, a), real(0.25), zeroPoint(type), codes(type, b), real(0.25), zeroPoint(type), real(1), zeroPoint(type)];
    await add('rows', op, broadcast([2, 3, 5], [3, 1]));
    await add('columns', op, broadcast([1, 5], [2, 3, 5]));
    await add('scalar', op, broadcast([], [17]));
  }
}

for (const op of ['QLinearSigmoid', 'QLinearLeakyRelu']) {
  for (const type of ['u8', 'i8']) {
    for (let i = 0; i < 6; ++i) {
      const sy = op === 'QLinearSigmoid' ? [1 / 256, 1 / 255, 1 / 128, 0.003, 0.0041, 1e-3][i] : scale(i + 2);
      const attributes = op === 'QLinearLeakyRelu' && i > 0 ? { alpha: { float: f(0.07 * i) } } : {};
      await add('table', op, [allCodes(type), real(i < 3 ? scale(i) / 4 : scale(i)), zeroPoint(type), real(sy), zeroPoint(type)], attributes);
    }
  }
}

// Where the rational sigmoid and the true one have different codes.
const horner = (x, list) => list.map(f).reduce((sum, c) => f(f(sum * x) + c));
function rationalSigmoid(x) {
  const square = f(x * x);
  const p = horner(square, [4.37031012579801e-11, 1.15627324459942e-07, 6.08574864600143e-05, 8.51377133304701e-03, 2.48287947061529e-01]);
  const q = horner(square, [6.10247389755681e-13, 5.76102136993427e-09, 6.29106785017040e-06, 1.70198817374094e-03, 1.16817656904453e-01, 9.93151921023180e-01]);
  return f(f(f(p * x) / q) + 0.5);
}
for (let i = 0; i < 4; ++i) {
  const [sx, sy] = search(() => {
    const sx = f(0.01 + 0.05 * next()), sy = f(0.004 + 0.01 * next());
    for (let q = -128; q < 128; ++q) {
      const r = f(sx * q);
      if (rne(f(rationalSigmoid(r) / sy)) !== rne(f(f(1 / (1 + Math.exp(-r))) / sy))) return [sx, sy];
    }
    return undefined;
  });
  await add('tie', 'QLinearSigmoid', [allCodes('i8'), real(sx), one('i8', 0), real(sy), one('i8', -100)]);
}

// Where the multiplier's roundings have another order.
for (let i = 0; i < 4; ++i) {
  const area = 5 + 2 * i;
  const [sx, sy, sum] = search(() => {
    const sx = f(0.01 + next()), sy = f(sx * (0.5 + next()));
    const sum = telling(f(sx / f(sy * area)), f(f(sx / sy) / area), 0, 255 * area);
    return sum === undefined ? undefined : [sx, sy, sum];
  });
  const data = Array.from({ length: area }, (_, k) => Math.floor((sum + k) / area));
  for (const last of [0, 1]) {
    await add('tie', 'QLinearGlobalAveragePool', [tensor('u8', last ? [1, 1, area, 1] : [1, 1, 1, area], data), real(sx), one('u8', 0), real(sy), one('u8', 0)], { channels_last: last });
  }
}
for (let i = 0; i < 4; ++i) {
  const [alpha, sa, sb, sy, sum] = search(() => {
    const [alpha, sa, sb] = [f(0.5 + next()), f(0.1 + next()), f(0.1 + next())];
    const sy = f(alpha * sa * sb * 40);
    const sum = telling(f(f(f(alpha * sa) * sb) / sy), f(f(alpha * f(sa * sb)) / sy), 0, 3000);
    return sum === undefined ? undefined : [alpha, sa, sb, sy, sum];
  });
  const inputs = [tensor('u8', [1, 1], [1]), real(sa), one('u8', 0), tensor('u8', [1, 1], [0]), real(sb), one('u8', 0), tensor('i32', [1], [sum])];
  await add('tie', 'QGemm', [...inputs, real(sy), one('u8', 0)], { alpha: { float: alpha } });
}

for (const type of ['u8', 'i8']) {
  for (let i = 0; i < 3; ++i) {
    const part = (shape) => [codes(type, shape), real(scale(i)), zeroPoint(type)];
    await add('parts', 'QLinearConcat', [real(scale(i + i)), zeroPoint(type), ...part([2, 2, 30]), ...part([2, 1, 30])], { axis: 1 });
  }
  for (const last of [0, 1]) {
    for (const [h, w] of [[2, 2], [7, 7], [3, 5], [1, 1]]) {
      const [sx, sy] = [scale(h), scale(h) * [1, 0.5, 0.77][w % 3]];
      await add('mean', 'QLinearGlobalAveragePool', [codes(type, last ? [2, h, w, 19] : [2, 19, h, w]), real(sx), zeroPoint(type), real(sy), zeroPoint(type)], { channels_last: last });
    }
    const windows = [
      { kernel_shape: [2, 2], strides: [2, 2] },
      { kernel_shape: [3, 3], strides: [1, 2], pads: [1, 1, 1, 1] },
      { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 },
      { kernel_shape: [3, 2], strides: [2, 2], ceil_mode: 1 },
      { kernel_shape: [3, 2], strides: [2, 2], ceil_mode: 1, pads: [1, 0, 1, 1], count_include_pad: 1 },
      { kernel_shape: [4, 4], auto_pad: { word: 'SAME_UPPER' }, strides: [2, 2] },
    ];
    for (const [i, window] of windows.entries()) {
      const sx = scale(i);
      await add('window', 'QLinearAveragePool', [codes(type, last ? [1, 7, 6, 5] : [1, 5, 7, 6]), real(sx), zeroPoint(type), real(i % 2 === 0 ? sx : scale(i + 1)), zeroPoint(type)], { ...window, channels_last: last });
    }
  }
}

const bias = (n) => tensor('i32', [n], Array.from({ length: n }, () => whole(-3000, 3000)));
const list = (n, make) => Array.from({ length: n }, make);
const convolutions = [
  { x: [2, 3, 6, 5], w: [4, 3, 3, 3], attributes: { pads: [1, 1, 1, 1] } },
  { x: [1, 4, 7, 7], w: [6, 2, 3, 2], attributes: { group: 2, strides: [2, 1] } },
  { x: [1, 6, 5, 5], w: [6, 1, 3, 3], attributes: { group: 6, pads: [1, 0, 1, 2] } },
  { x: [1, 2, 9, 8], w: [3, 2, 3, 3], attributes: { dilations: [2, 2], pads: [2, 2, 2, 2], strides: [1, 2] } },
  { x: [1, 8, 4, 4], w: [5, 8, 1, 1], attributes: {} },
  { x: [1, 3, 8, 8], w: [4, 3, 3, 3], attributes: { auto_pad: { word: 'SAME_LOWER' }, strides: [2, 2] } },
];
for (const [tx, tw] of [['u8', 'u8'], ['u8', 'i8'], ['i8', 'i8']]) {
  for (const [i, { x, w, attributes }] of convolutions.entries()) {
    const channels = w[0], depth = count(w.slice(1));
    const perChannel = i % 2 === 1 && tw === 'i8';
    const sw = perChannel ? tensor('f32', [channels], list(channels, () => f(2 ** whole(-4, 0)))) : real(scale(i));
    const zw = perChannel ? tensor(tw, [channels], list(channels, () => 0)) : one(tw, tw === 'u8' ? whole(100, 150) : whole(-3, 3) * (i % 2));
    const sx = scale(i);
    const sy = 2 ** Math.ceil(Math.log2(sx * Math.sqrt(depth) * 40)) * (i % 3 === 2 ? 0.9 : 1);
    const inputs = [codes(tx, x), real(sx), one(tx, tx === 'u8' ? whole(90, 160) : whole(-20, 20)), codes(tw, w), sw, zw, real(sy), one(tx, tx === 'u8' ? 127 : -1)];
    if (i !== 4) inputs.push(bias(channels));
    await add('conv', 'QLinearConv', inputs, attributes);
    if (tx === 'u8') await add('conv', 'ConvInteger', [inputs[0], inputs[3], inputs[2], ...(perChannel ? [] : [inputs[5]])], attributes);
  }
}

for (const [ta, tb] of [['u8', 'u8'], ['u8', 'i8'], ['i8', 'i8']]) {
  for (const [i, [a, b]] of [[[5, 33], [33, 7]], [[2, 3, 8], [8, 6]], [[2, 1, 4, 9], [3, 9, 5]]].entries()) {
    const columns = b.at(-1), depth = a.at(-1);
    const A = codes(ta, a), B = codes(tb, b), za = zeroPoint(ta), zb = i === 0 ? tensor(tb, [columns], list(columns, () => whole(...codeRange(tb)))) : zeroPoint(tb);
    const [sa, sb] = [scale(i), scale(i + 1)];
    await add('product', 'MatMulInteger', [A, B, za, zb]);
    await add('product', 'QLinearMatMul', [A, real(sa), za, B, real(sb), one(tb, zb.data[0]), real(f(sa * sb) * 2 ** Math.round(Math.log2(Math.sqrt(depth) * 100))), zeroPoint(ta)]);
  }
}

for (const [ta, tb] of [['u8', 'u8'], ['u8', 'i8'], ['i8', 'i8']]) {
  for (const [i, attributes] of [{}, { transB: 1 }, { transA: 1, alpha: { float: 0.5 } }, { alpha: { float: f(0.3) } }].entries()) {
    const [m, k, n] = [4, 21, 6];
    const A = codes(ta, attributes.transA ? [k, m] : [m, k]), B = codes(tb, attributes.transB ? [n, k] : [k, n]);
    const many = i % 2 === 1;
    const sb = many ? tensor('f32', [n], list(n, () => scale(whole(0, 5)))) : real(scale(i));
    const zb = many ? tensor(tb, [n], list(n, () => whole(...codeRange(tb)))) : zeroPoint(tb);
    const C = [null, bias(n), tensor('i32', [m, n], list(m * n, () => whole(-999, 999))), tensor('i32', [m, 1], list(m, () => whole(-999, 999)))][i];
    const start = [A, real(0.5), zeroPoint(ta), B, sb, zb, C];
    await add('gemm', 'QGemm', [...start, real(64), zeroPoint(ta)], attributes);
    await add('gemm', 'QGemm', start, attributes);
  }
}

const hex = (x) => floatBits(x).toString(16).padStart(8, '0');
const words = (list, toText) => {
  const lines = [];
  for (let i = 0; i < list.length; i += 32) lines.push(list.slice(i, i + 32).map(toText).join(' '));
  return lines.join('\n');
};
const writeTensor = (t) => (t === null ? '-\n' : `${t.type} ${t.shape.length} ${t.shape.join(' ')}\n${words(Array.from(t.data), t.type === 'f32' ? hex : String)}\n`);
function writeAttribute([name, value]) {
  if (typeof value === 'number') return `int:${name}:${value}`;
  if (Array.isArray(value)) return `ints:${name}:${value.join(',')}`;
  return value.word ? `word:${name}:${value.word}` : `float:${name}:${hex(value.float)}`;
}
const body = cases.map(({ name, op, inputs, attributes, output }) => [
  `case ${name} ${op}\n`,
  `attributes ${Object.keys(attributes).length} ${Object.entries(attributes).map(writeAttribute).join(' ')}\n`,
  `inputs ${inputs.length}\n`, ...inputs.map(writeTensor),
  `output\n${writeTensor(output)}`,
].join(''));
writeFileSync(new URL('integer.txt', import.meta.url), `# Integer operators by onnxruntime-web ${version}; made by generate_integer.mjs, see README.md\n${body.join('')}`);
console.log(`${cases.length} cases`);
