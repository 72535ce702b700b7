// A layer of the exported file as equation (10) wants it: QuantizeLinear and DequantizeLinear around Conv or Gemm, read
// back into codes, scales and zero points.
import type { Constant, Node, OnnxFile } from './onnx-file';
import { roundToEven, type IntegerLayer } from './walk';

const numbers = ({ data }: Constant): ArrayLike<number> => (data instanceof BigInt64Array ? Array.from(data, Number) : data);
const limits = { Uint8Array: [0, 255], Int8Array: [-128, 127] } as Record<string, readonly [number, number]>;

interface Read {
  file: OnnxFile;
  consumers: Map<string, Node[]>;
}

function consumersOf({ nodes }: OnnxFile): Map<string, Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of nodes) for (const name of node.inputs) consumers.set(name, [...(consumers.get(name) ?? []), node]);
  return consumers;
}

const constant = ({ file }: Read, name: string | undefined) => (name ? file.constants.get(name) : undefined);
const scalar = (read: Read, name: string | undefined): number | undefined => {
  const found = constant(read, name);
  return found && numbers(found)[0];
};

/** The DequantizeLinear that gives a value. */
function dequantized({ file }: Read, name: string | undefined): Node | undefined {
  const node = name ? file.producer.get(name) : undefined;
  return node?.operator === 'DequantizeLinear' ? node : undefined;
}

/** From a real result to its codes: what clamps it, the QuantizeLinear, and a Clip of the codes. */
function outputOf(read: Read, value: string): IntegerLayer['output'] {
  let [low, high] = [-Infinity, Infinity];
  for (let name = value; ; ) {
    const next = read.consumers.get(name) ?? [];
    const [node] = next;
    if (!node || next.length > 1) return undefined;
    if (node.operator === 'Relu') low = Math.max(low, 0);
    else if (node.operator === 'Clip') {
      low = Math.max(low, scalar(read, node.inputs[1]) ?? -Infinity);
      high = Math.min(high, scalar(read, node.inputs[2]) ?? Infinity);
    } else if (node.operator === 'QuantizeLinear') return codesOf(read, node, low, high);
    else return undefined;
    name = node.outputs[0]!;
  }
}

function codesOf(read: Read, quantize: Node, low: number, high: number): IntegerLayer['output'] {
  const scale = scalar(read, quantize.inputs[1]);
  const zero = constant(read, quantize.inputs[2]);
  if (scale === undefined || !zero) return undefined;
  const zeroPoint = numbers(zero)[0]!;
  let [qmin, qmax] = limits[zero.data.constructor.name] ?? [0, 255];
  // A clamp of real values is one of their codes, (2) being monotonic.
  const codeOf = (r: number) => roundToEven(Math.fround(r / scale)) + zeroPoint;
  qmin = Math.max(qmin, codeOf(low));
  qmax = Math.min(qmax, codeOf(high));
  const [clip] = read.consumers.get(quantize.outputs[0]!) ?? [];
  if (clip?.operator === 'Clip') {
    qmin = Math.max(qmin, scalar(read, clip.inputs[1]) ?? qmin);
    qmax = Math.min(qmax, scalar(read, clip.inputs[2]) ?? qmax);
  }
  return { scale, zeroPoint, qmin, qmax };
}

/** [outputs, inputs, rows, columns] and the codes in that order; a Gemm's B is transposed where it has to be. */
function weightsOf(node: Node, { shape, data }: Constant) {
  const codes = numbers({ shape, data });
  if (node.operator === 'Conv') return { shape: shape as [number, number, number, number], codes };
  const [rows = 1, columns = 1] = shape;
  if (node.attributes.get('transB')?.[0] === 1) return { shape: [rows, columns, 1, 1] as const, codes };
  const turned = new (codes instanceof Float32Array ? Float32Array : Int32Array)(rows * columns);
  for (let i = 0; i < turned.length; ++i) turned[i] = codes[(i % rows) * columns + Math.floor(i / rows)]!;
  return { shape: [columns, rows, 1, 1] as const, codes: turned };
}

/**
 * For each output channel, and within it for each block of input channels: whatever shape the file has them in. Blocks of a
 * convolution have a number for each tap, all alike.
 */
function spread(read: Read, name: string | undefined, outputs: number, blocks: number, transposed: boolean): number[] {
  const found = constant(read, name);
  const values = found ? numbers(found) : [0];
  const repeated = values.length / (outputs * blocks);
  return Array.from({ length: outputs * blocks }, (_, i) => {
    if (values.length === 1) return values[0]!;
    if (values.length === outputs) return values[Math.floor(i / blocks)]!;
    return transposed ? values[(i % blocks) * outputs + Math.floor(i / blocks)]! : values[i * repeated]!;
  });
}

const nodeOf = ({ nodes }: OnnxFile, name: string) => nodes.find((entry) => (entry.name || entry.outputs[0]) === name);

export interface FloatWeights {
  /** Output channels, input channels of a group, rows, columns; and the values in that order. */
  shape: readonly [number, number, number, number];
  values: Float32Array;
}

/** The weights of a layer as the float network's file has them; undefined where it has them otherwise. */
export function floatWeights(original: OnnxFile, exported: OnnxFile, name: string): FloatWeights | undefined {
  const node = nodeOf(exported, name);
  const codes = dequantized({ file: exported, consumers: new Map() }, node?.inputs[1])?.inputs[0];
  const found = codes === undefined ? undefined : original.constants.get(codes.replace(/_quantized$/, ''));
  if (!node || !(found?.data instanceof Float32Array) || found.data.length === 0) return undefined;
  const { shape, codes: values } = weightsOf(node, found);
  return { shape, values: values as Float32Array };
}

/** The layer of a name; undefined where it does not run in integers. */
export function integerLayer(file: OnnxFile, name: string): IntegerLayer | undefined {
  const read = { file, consumers: consumersOf(file) };
  const node = nodeOf(file, name);
  if (!node || !['Conv', 'Gemm', 'MatMul'].includes(node.operator)) return undefined;
  const [x, w] = [dequantized(read, node.inputs[0]), dequantized(read, node.inputs[1])];
  const codes = constant(read, w?.inputs[0]);
  const scale = scalar(read, x?.inputs[1]);
  if (!x || !w || !codes || scale === undefined) return undefined;
  const weights = weightsOf(node, codes);
  const [outputs, depth] = weights.shape;
  const blockSize = w.attributes.get('block_size')?.[0] || depth;
  const blocks = Math.ceil(depth / blockSize);
  const transposed = node.operator !== 'Conv' && node.attributes.get('transB')?.[0] !== 1;
  const bias = constant(read, dequantized(read, node.inputs[2])?.inputs[0] ?? node.inputs[2]);
  const pair = (key: string, usual: number, at = 0): [number, number] => {
    const values = node.attributes.get(key);
    return [values?.[at] ?? usual, values?.[at + 1] ?? usual];
  };
  return {
    shape: weights.shape,
    weights: weights.codes,
    weightScale: spread(read, w.inputs[1], outputs, blocks, transposed),
    weightZeroPoint: spread(read, w.inputs[2], outputs, blocks, transposed),
    blockSize,
    bias: bias && numbers(bias),
    strides: pair('strides', 1),
    dilations: pair('dilations', 1),
    pads: pair('pads', 0),
    groups: node.attributes.get('group')?.[0] ?? 1,
    input: { scale, zeroPoint: scalar(read, x.inputs[2]) ?? 0, signed: constant(read, x.inputs[2])?.data instanceof Int8Array },
    output: outputOf(read, node.outputs[0]!),
  };
}
