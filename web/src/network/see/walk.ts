// Equation (10) for one output, and (11) where weights are quantized in blocks: every number on the way from codes to a
// code. The steps are those of src/quantization.md; what they give has to be the byte that the runtime gives.

/** A convolution in integers; a matrix product is one of 1 × 1. */
export interface IntegerLayer {
  /** Output channels, input channels of a group, rows, columns. */
  shape: readonly [number, number, number, number];
  /** Codes, in that order. */
  weights: ArrayLike<number>;
  /** For each output channel, and within it for each block of input channels. */
  weightScale: ArrayLike<number>;
  weightZeroPoint: ArrayLike<number>;
  /** Input channels of a block; all of them where there are no blocks. */
  blockSize: number;
  /** Codes of the bias, int32; with blocks the bias itself. */
  bias: ArrayLike<number> | undefined;
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** Above and left of the picture. */
  pads: readonly [number, number];
  groups: number;
  input: { scale: number; zeroPoint: number; signed: boolean };
  /** None where the layer's result stays a real number. */
  output: { scale: number; zeroPoint: number; qmin: number; qmax: number } | undefined;
}

/** The codes of a layer's input: one image, channels × rows × columns. */
export interface Codes {
  data: ArrayLike<number>;
  channels: number;
  height: number;
  width: number;
}

export interface Place {
  channel: number;
  row: number;
  column: number;
}

/** One product. In the padding q_x is Z_x. */
export interface Term extends Place {
  inside: boolean;
  qx: number;
  qw: number;
  /** q_x − Z_x */
  x: number;
  /** q_w − Z_w */
  w: number;
  product: number;
}

export interface Block {
  /** Σ (q_x − Z_x)(q_w − Z_w) of the block's channels. */
  sum: number;
  scale: number;
  /** fl(S_x · S_w) */
  product: number;
  multiplier: number;
}

export interface Derivation {
  terms: Term[];
  blocks: Block[];
  bias: number | undefined;
  /** Without blocks: Σ + b_q. */
  accumulator: number;
  /** In steps of the output, before rounding; or the real result. */
  scaled: number;
  /** The rest only where the result is a code. */
  rounded?: number;
  clamped?: number;
  code?: number;
}

const { fround, min, max } = Math;

/** To the nearest integer, a half to the even one. */
export function roundToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

const clamp = (value: number, low: number, high: number) => min(max(value, low), high);

function termsOf(layer: IntegerLayer, { data, height, width }: Codes, at: Place): Term[] {
  const [outputs, depth, rows, columns] = layer.shape;
  const blocks = Math.ceil(depth / layer.blockSize);
  const firstChannel = Math.floor(at.channel / (outputs / layer.groups)) * depth;
  const { zeroPoint } = layer.input;
  const terms: Term[] = [];
  for (let c = 0, i = at.channel * depth * rows * columns; c < depth; ++c) {
    const weightZero = layer.weightZeroPoint[at.channel * blocks + Math.floor(c / layer.blockSize)]!;
    for (let r = 0; r < rows; ++r) {
      for (let k = 0; k < columns; ++k, ++i) {
        const channel = firstChannel + c;
        const row = at.row * layer.strides[0] - layer.pads[0] + r * layer.dilations[0];
        const column = at.column * layer.strides[1] - layer.pads[1] + k * layer.dilations[1];
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        const qx = inside ? data[(channel * height + row) * width + column]! : zeroPoint;
        const qw = layer.weights[i]!;
        const [x, w] = [qx - zeroPoint, qw - weightZero];
        terms.push({ channel, row, column, inside, qx, qw, x, w, product: x * w });
      }
    }
  }
  return terms;
}

function blocksOf(layer: IntegerLayer, terms: readonly Term[], channel: number): Block[] {
  const [, depth, rows, columns] = layer.shape;
  const count = Math.ceil(depth / layer.blockSize);
  const taps = layer.blockSize * rows * columns;
  return Array.from({ length: count }, (_, k) => {
    const sum = terms.slice(k * taps, (k + 1) * taps).reduce((total, { product }) => total + product, 0);
    const scale = layer.weightScale[channel * count + k]!;
    const product = fround(layer.input.scale * scale);
    return { sum, scale, product, multiplier: layer.output ? fround(product / layer.output.scale) : product };
  });
}

/** All numbers behind one output. */
export function derive(layer: IntegerLayer, codes: Codes, at: Place): Derivation {
  const terms = termsOf(layer, codes, at);
  const blocks = blocksOf(layer, terms, at.channel);
  const bias = layer.bias?.[at.channel];
  const { output } = layer;
  if (blocks.length > 1) {
    const start = fround((bias ?? 0) / (output?.scale ?? 1));
    const scaled = blocks.reduce((t, { sum, multiplier }) => fround(t + fround(fround(sum) * multiplier)), start);
    const accumulator = blocks.reduce((total, { sum }) => total + sum, 0);
    return { terms, blocks, bias, accumulator, scaled, ...(output && code(scaled, output)) };
  }
  const accumulator = blocks[0]!.sum + (bias ?? 0);
  const scaled = fround(fround(accumulator) * blocks[0]!.multiplier);
  return { terms, blocks, bias, accumulator, scaled, ...(output && code(scaled, output)) };
}

function code(scaled: number, { zeroPoint, qmin, qmax }: NonNullable<IntegerLayer['output']>) {
  const rounded = roundToEven(scaled);
  const clamped = clamp(rounded, qmin - zeroPoint, qmax - zeroPoint);
  return { rounded, clamped, code: clamped + zeroPoint };
}
