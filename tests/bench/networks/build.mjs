// Networks that no exporter gives: MobileNetV1, and single layers. Weights at random from a seed, with the variance
// that keeps that of the activations through a ReLU.
import { Random } from '../../data/networks/random.mjs';

class Builder {
  nodes = [];
  weights = new Map([['zero', { shape: [], data: Float32Array.of(0) }], ['six', { shape: [], data: Float32Array.of(6) }]]);
  #random;

  constructor(seed) {
    this.#random = new Random(seed);
  }

  #constant(name, shape, fanIn) {
    const count = shape.reduce((a, b) => a * b, 1);
    const factor = fanIn ? Math.sqrt(2 / fanIn) : 0.1;
    this.weights.set(name, { shape, data: this.#random.normal(count).map((x) => x * factor) });
    return name;
  }

  #node(op, inputs, attributes) {
    const name = `${op}_${this.nodes.length}`;
    this.nodes.push({ op, name, inputs, outputs: [`${name}_output`], attributes });
    return `${name}_output`;
  }

  /** A convolution; `group` equal to `from` makes it depthwise. Without `pads` it pads as TensorFlow's SAME at even sizes does. */
  conv(x, { from, to, kernel = 3, stride = 1, group = 1, pads, activation }) {
    const before = (kernel - stride) >> 1;
    const after = kernel - stride - before;
    const around = pads ?? (stride > kernel ? [0, 0, 0, 0] : [before, before, after, after]);
    const shape = [to, from / group, kernel, kernel];
    const at = this.nodes.length;
    const inputs = [x, this.#constant(`weight_${at}`, shape, (from / group) * kernel * kernel), this.#constant(`bias_${at}`, [to])];
    const y = this.#node('Conv', inputs, { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: around, group });
    return activation === 'relu6' ? this.#node('Clip', [y, 'zero', 'six']) : activation ? this.#node('Relu', [y]) : y;
  }

  classify(x, { from, to }) {
    return this.gemm(this.#node('Flatten', [this.#node('GlobalAveragePool', [x])], { axis: 1 }), { from, to });
  }

  gemm(x, { from, to }) {
    const at = this.nodes.length;
    return this.#node('Gemm', [x, this.#constant(`weight_${at}`, [to, from], from), this.#constant(`bias_${at}`, [to])], { transB: 1 });
  }

  graph(shape, output) {
    return { inputs: [{ name: 'input', shape }], outputs: [{ name: output, shape: null }], nodes: this.nodes, weights: this.weights };
  }
}

// Output channels and stride of the pairs of a depthwise and a pointwise convolution.
const pairs = [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1], [1024, 2], [1024, 1]];

/** MobileNetV1 with a quarter of the channels and ten classes, for pictures of 96 × 96. */
export function mobilenetV1() {
  const builder = new Builder(1);
  const activation = 'relu6';
  let from = 8;
  let x = builder.conv('input', { from: 3, to: from, stride: 2, activation });
  for (const [channels, stride] of pairs) {
    const to = channels / 4;
    x = builder.conv(x, { from, to: from, stride, group: from, activation });
    x = builder.conv(x, { from, to, kernel: 1, activation });
    from = to;
  }
  return builder.graph([1, 3, 96, 96], builder.classify(x, { from, to: 10 }));
}

/** The layers that issue and tables look at singly: name → { shape, make }. */
export const layers = {
  '3×3 64→64 at 56²': [56, { from: 64, to: 64 }],
  '1×1 128→128 at 28²': [28, { from: 128, to: 128, kernel: 1 }],
  '1×1 96→24 at 56²': [56, { from: 96, to: 24, kernel: 1 }],
  'depthwise 3×3 96 at 56²': [56, { from: 96, to: 96, group: 96 }],
  '3×3 stride 2 3→32 at 224²': [224, { from: 3, to: 32, stride: 2 }],
  '5×5 32→64 at 14²': [14, { from: 32, to: 64, kernel: 5 }],
  'Gemm 1×1024×1000': [undefined, { from: 1024, to: 1000 }],
};

/** A network of that one layer. */
export function layer(name) {
  const [side, options] = layers[name];
  const builder = new Builder(2);
  if (side) return builder.graph([1, options.from, side, side], builder.conv('input', options));
  return builder.graph([1, options.from], builder.gemm('input', options));
}
