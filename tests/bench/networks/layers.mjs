// A network as the list of its layers: activations belong to the layer before them, QuantizeLinear and
// DequantizeLinear have become parameters of the values and weights that they stand for, shapes are known.

const activations = { Relu: () => 'relu', Clip: clipped };

function clipped({ inputs }, weights) {
  const [low, high] = inputs.slice(1).map((name) => weights.get(name)?.data[0]);
  if (low !== 0 || high !== 6) throw new Error(`a Clip to [${low}, ${high}] is not expected`);
  return 'relu6';
}

const windowed = (size, kernel, stride, before, after) => Math.floor((size + before + after - kernel) / stride) + 1;

function spatial([n, , height, width], channels, [kh, kw], { strides = [1, 1], pads = [0, 0, 0, 0] }) {
  return [n, channels, windowed(height, kh, strides[0], pads[0], pads[2]), windowed(width, kw, strides[1], pads[1], pads[3])];
}

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

// Operator → the layer, without its names.
const kinds = {
  Conv({ attributes: a }, [x], [weight, bias]) {
    const [outputs, perGroup, ...kernel] = weight.shape;
    const { group = 1, strides = [1, 1], pads = [0, 0, 0, 0] } = a;
    if (group !== 1 && perGroup !== 1) throw new Error('grouped convolution is not expected');
    const shape = spatial(x, outputs, kernel, a);
    return { kind: group === 1 ? 'conv' : 'depthwise', shape, weight, bias, kernel, strides, pads, macs: product(shape) * perGroup * product(kernel) };
  },
  Gemm({ attributes: a }, [x], [weight, bias]) {
    if (!a.transB) throw new Error('a Gemm has its weights transposed');
    const shape = [x[0], weight.shape[0]];
    return { kind: 'gemm', shape, weight, bias, macs: product(weight.shape) * x[0] };
  },
  MaxPool({ attributes: a }, [x]) {
    const { kernel_shape: kernel, strides = [1, 1], pads = [0, 0, 0, 0] } = a;
    return { kind: 'maxpool', shape: spatial(x, x[1], kernel, a), kernel, strides, pads, macs: 0 };
  },
  Add: (_, [x]) => ({ kind: 'add', shape: x, macs: 0 }),
  GlobalAveragePool: (_, [x]) => ({ kind: 'mean', shape: [x[0], x[1], 1, 1], macs: 0 }),
  Flatten(_, [x]) {
    const shape = [x[0], product(x.slice(1))];
    if (shape[1] !== x[1]) throw new Error('a Flatten behind something else than a pooling of everything is not expected');
    return { kind: 'flatten', shape, macs: 0 };
  },
};

// The parameters that a QuantizeLinear or a DequantizeLinear names.
function parametersOf({ inputs }, weights) {
  const [scale, zeroPoint] = inputs.slice(1).map((name) => weights.get(name));
  return { scale: scale.data, zeroPoint: Array.from(zeroPoint?.data ?? [0]), signed: zeroPoint?.data instanceof Int8Array };
}

// Takes the quantization out of the nodes: { nodes, weights (quantized ones with their parameters), parameters of values }.
function withoutQuantization({ nodes, weights }) {
  const alias = new Map();
  const parameters = new Map();
  const known = new Map(weights);
  const kept = [];
  const original = (name) => alias.get(name) ?? name;
  for (const node of nodes) {
    const [from] = node.inputs.map(original);
    const [to] = node.outputs;
    if (node.op === 'QuantizeLinear' || (node.op === 'DequantizeLinear' && !weights.has(from))) {
      const found = parametersOf(node, weights);
      parameters.set(from, found);
      alias.set(to, from);
    } else if (node.op === 'DequantizeLinear') {
      known.set(to, { ...weights.get(from), ...parametersOf(node, weights) });
    } else {
      kept.push({ ...node, inputs: node.inputs.map(original) });
    }
  }
  return { nodes: kept, weights: known, parameters, original };
}

/**
 * { input, output, layers, parameters }: the layers in order, each { kind, inputs, output, shape, macs, activation, … };
 * names of values, shapes NCHW; `parameters` is empty for a float network. Open sizes become those of `inputShape`.
 */
export function layersOf(graph, inputShape) {
  const { nodes, weights, parameters, original } = withoutQuantization(graph);
  const [{ name: input }] = graph.inputs;
  const shapes = new Map([[input, inputShape]]);
  const readers = new Map();
  for (const name of nodes.flatMap(({ inputs }) => inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  const made = new Map();
  const layers = [];
  for (const node of nodes) {
    const [output] = node.outputs;
    const values = node.inputs.filter((name) => !weights.has(name));
    const fused = activations[node.op] && made.get(values[0]);
    if (fused && readers.get(values[0]) === 1 && !parameters.has(values[0])) {
      fused.activation = activations[node.op](node, weights);
      fused.output = output;
      made.set(output, fused);
      shapes.set(output, fused.shape);
      continue;
    }
    if (!kinds[node.op]) throw new Error(`${node.op} is not expected in a network of the benchmark`);
    const constants = node.inputs.filter((name) => weights.has(name)).map((name) => weights.get(name));
    const layer = { inputs: values, output, ...kinds[node.op](node, values.map((name) => shapes.get(name)), constants) };
    layers.push(layer);
    made.set(output, layer);
    shapes.set(output, layer.shape);
  }
  return { input, inputShape, output: original(graph.outputs[0].name), layers, parameters };
}
