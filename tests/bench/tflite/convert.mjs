// The layers of a network as a .tflite file: NHWC; of a quantized one int8 throughout, the zero points of uint8 moved
// by 128, between a QUANTIZE and a DEQUANTIZE, or with codes in and out.
import { writeTflite } from './file.mjs';
import { ActivationFunctionType, Padding } from './schema.mjs';

const nhwc = (shape) => (shape.length === 4 ? [shape[0], shape[2], shape[3], shape[1]] : shape);

function permuted({ shape, data }, axes) {
  const to = axes.map((axis) => shape[axis]);
  const steps = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const own = axes.map((axis) => steps[axis]);
  const out = new data.constructor(data.length);
  const index = to.map(() => 0);
  for (let i = 0; i < out.length; ++i) {
    out[i] = data[index.reduce((sum, at, axis) => sum + at * own[axis], 0)];
    for (let axis = to.length - 1; axis >= 0 && ++index[axis] === to[axis]; --axis) index[axis] = 0;
  }
  return { shape: to, data: out };
}

// What TFLite's SAME pads before and after.
function same(size, kernel, stride) {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [total >> 1, total - (total >> 1)];
}

class Converter {
  tensors = [];
  operators = [];
  #index = new Map();
  #shapes;

  constructor({ layers, input, inputShape, output, parameters }) {
    this.parameters = parameters;
    this.quantized = parameters.size > 0;
    this.#shapes = new Map([[input, inputShape], ...layers.map((layer) => [layer.output, layer.shape])]);
    for (const layer of layers) this[layer.kind](layer);
    this.input = this.value(input);
    this.output = this.value(output);
  }

  add_(tensor) {
    return this.tensors.push(tensor) - 1;
  }

  codesOf(name) {
    const { scale, zeroPoint, signed } = this.parameters.get(name);
    return { scale, zeroPoint: zeroPoint.map((z) => (signed ? z : z - 128)) };
  }

  /** The tensor of a value, as it is between the layers. */
  value(name, shape = this.#shapes.get(name)) {
    if (!this.#index.has(name)) {
      const kind = this.quantized ? { type: 'INT8', quantization: this.codesOf(name) } : { type: 'FLOAT32' };
      this.#index.set(name, this.add_({ name, shape: nhwc(shape), ...kind }));
    }
    return this.#index.get(name);
  }

  constant(name, shape, data) {
    return this.add_({ name, shape, data, type: 'INT32' });
  }

  weight(name, { scale, zeroPoint }, { shape, data }, dimension) {
    if (!this.quantized) return this.add_({ name, shape, data, type: 'FLOAT32' });
    const channels = shape[dimension];
    const all = (list) => (list.length === channels ? list : Array(channels).fill(list[0]));
    return this.add_({ name, shape, data, type: 'INT8', quantization: { scale: all(scale), zeroPoint: all(zeroPoint), dimension } });
  }

  bias(name, { shape, data, scale }) {
    if (!this.quantized) return this.add_({ name, shape, data, type: 'FLOAT32' });
    return this.add_({ name, shape, data, type: 'INT32', quantization: { scale, zeroPoint: Array(scale.length).fill(0) } });
  }

  operator(op, version, inputs, outputs, options) {
    this.operators.push({ op, version, inputs, outputs, options });
  }

  /** Padding of a window as SAME or VALID, with a PAD before it where neither says it. Gives { padding, from }. */
  padded({ inputs: [name], output, kernel, strides, pads }) {
    const [n, c, height, width] = this.#shapes.get(name);
    const [top, bottom] = same(height, kernel[0], strides[0]);
    const [left, right] = same(width, kernel[1], strides[1]);
    if (pads.join() === [top, left, bottom, right].join()) return { padding: Padding.SAME, from: this.value(name) };
    if (pads.every((pad) => pad === 0)) return { padding: Padding.VALID, from: this.value(name) };
    const around = this.constant(`${output}/pads`, [4, 2], Int32Array.of(0, 0, pads[0], pads[2], pads[1], pads[3], 0, 0));
    const from = this.value(name);
    const shape = [n, height + pads[0] + pads[2], width + pads[1] + pads[3], c];
    const to = this.add_({ ...this.tensors[from], name: `${output}/padded`, shape });
    this.operator('PAD', 2, [from, around], [to], { type: 'PadOptions', values: {} });
    return { padding: Padding.VALID, from: to };
  }

  window(layer) {
    const { padding, from } = this.padded(layer);
    const [stride_h, stride_w] = layer.strides;
    return { from, values: { padding, stride_w, stride_h, fused_activation_function: ActivationFunctionType[layer.activation ?? 'none'] } };
  }

  conv(layer) {
    const { from, values } = this.window(layer);
    const weight = this.weight(`${layer.output}/weight`, layer.weight, permuted(layer.weight, [0, 2, 3, 1]), 0);
    this.operator('CONV_2D', 3, [from, weight, this.bias(`${layer.output}/bias`, layer.bias)], [this.value(layer.output)], { type: 'Conv2DOptions', values });
  }

  depthwise(layer) {
    const { from, values } = this.window(layer);
    const weight = this.weight(`${layer.output}/weight`, layer.weight, permuted(layer.weight, [1, 2, 3, 0]), 3);
    const depth_multiplier = layer.shape[1] / this.#shapes.get(layer.inputs[0])[1];
    this.operator('DEPTHWISE_CONV_2D', 3, [from, weight, this.bias(`${layer.output}/bias`, layer.bias)], [this.value(layer.output)],
      { type: 'DepthwiseConv2DOptions', values: { ...values, depth_multiplier } });
  }

  // 12 is the version that knows weights with a scale for each output.
  gemm(layer) {
    const weight = this.weight(`${layer.output}/weight`, layer.weight, layer.weight, 0);
    this.operator('FULLY_CONNECTED', this.quantized ? 12 : 1, [this.value(layer.inputs[0]), weight, this.bias(`${layer.output}/bias`, layer.bias)],
      [this.value(layer.output)], { type: 'FullyConnectedOptions', values: {} });
  }

  maxpool(layer) {
    // PAD pads with zeros, which is right where nothing is below 0.
    const { from, values } = this.window(layer);
    const [filter_height, filter_width] = layer.kernel;
    this.operator('MAX_POOL_2D', 2, [from], [this.value(layer.output)], { type: 'Pool2DOptions', values: { ...values, filter_width, filter_height } });
  }

  add(layer) {
    const values = { fused_activation_function: ActivationFunctionType[layer.activation ?? 'none'] };
    this.operator('ADD', 2, layer.inputs.map((name) => this.value(name)), [this.value(layer.output)], { type: 'AddOptions', values });
  }

  mean(layer) {
    const axes = this.constant(`${layer.output}/axes`, [2], Int32Array.of(1, 2));
    this.operator('MEAN', 2, [this.value(layer.inputs[0]), axes], [this.value(layer.output)], { type: 'ReducerOptions', values: { keep_dims: true } });
  }

  flatten(layer) {
    const shape = this.constant(`${layer.output}/shape`, [2], Int32Array.from(layer.shape));
    this.operator('RESHAPE', 1, [this.value(layer.inputs[0]), shape], [this.value(layer.output)], { type: 'ReshapeOptions', values: { new_shape: layer.shape } });
  }

  file({ codes }) {
    const { tensors, operators } = this;
    if (!this.quantized || codes) return writeTflite({ tensors, operators, inputs: [this.input], outputs: [this.output] });
    const float = (name, index) => this.add_({ name, shape: this.tensors[index].shape, type: 'FLOAT32' });
    const input = float('float input', this.input);
    const output = float('float output', this.output);
    const quantize = { op: 'QUANTIZE', version: 1, inputs: [input], outputs: [this.input] };
    const dequantize = { op: 'DEQUANTIZE', version: 2, inputs: [this.output], outputs: [output] };
    return writeTflite({ tensors, operators: [quantize, ...operators, dequantize], inputs: [input], outputs: [output] });
  }
}

/** The bytes of a .tflite file; `layers` as layersOf gives them. `codes`: int8 in and out instead of float32. */
export function toTflite(layers, { codes = false } = {}) {
  return new Converter(layers).file({ codes });
}
