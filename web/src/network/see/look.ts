// One layer, for the image that is looked at: its result in float and in codes, and what (10) needs to derive them.
import { computed, effect, signal } from '@preact/signals';
import type { RunTensor } from 'zeropoint/worker';

import { engine } from '../../core/engine';
import { input, type Input } from '../run/input';
import { inputsOfImage } from '../session/network';
import { tensorOf, type ImageShape } from '../session/preprocessing';
import { outcome, type Outcome } from '../session/quantization';
import { layer as chosen } from '../state/pointed';
import { view } from '../state/settings';
import { integerLayer } from './integer-layer';
import { mapsOf, type Maps } from './maps';
import { exportedFile } from './files';
import type { Codes, IntegerLayer } from './walk';

export interface Look {
  outcome: Outcome;
  input: Input;
  layer: string;
  maps: Maps;
  /** Where the layer is a convolution or a matrix product in integers. */
  walk: { layer: IntegerLayer; codes: Codes } | undefined;
}

export const look = signal<Look | undefined>(undefined);
export const lookFailure = signal('');

/** What codes mean, r̂ = S(q − Z); real numbers as they are. */
function realOf({ data, qparams }: RunTensor): Float32Array {
  if (!qparams) return data as Float32Array;
  const { scale, zeroPoint } = qparams;
  const codes = data as Uint8Array;
  const real = new Float32Array(codes.length); // storing rounds; Float32Array.from with a function takes ten times as long
  for (let i = 0; i < codes.length; ++i) real[i] = scale * (codes[i]! - zeroPoint);
  return real;
}

export async function lookAt(of: Outcome, at: Input, name: string): Promise<Look> {
  const { network } = of.session;
  const { reads: [from = ''], writes: [to = ''] } = network.layers.find((entry) => entry.name === name)!;
  const pixels = tensorOf(at.bytes, network.input.shape, network.preprocessing);
  const inputs = inputsOfImage(network, at.bytes);
  const isFirst = from === network.input.name;
  const [file, float, quantized] = await Promise.all([
    exportedFile(of),
    network.model.run(inputs, { values: [to] }),
    of.quantized.run(inputs, { values: isFirst || !from ? [to] : [to, from] }),
  ]);
  const result = quantized[to]!;
  const layer = integerLayer(file, name);
  const codes = layer && (isFirst ? await inputCodes(layer, pixels, network.input.shape) : tensorCodes(quantized[from]));
  return {
    outcome: of, input: at, layer: name,
    maps: mapsOf(result.shape, float[to]!.data as Float32Array, realOf(result), result.qparams && (result.data as Uint8Array)),
    walk: layer && codes ? { layer, codes } : undefined,
  };
}

/** The network's own input becomes codes by (2); no layer writes them. */
async function inputCodes({ input: { scale, zeroPoint, signed } }: IntegerLayer, pixels: Float32Array, [channels, height, width]: ImageShape): Promise<Codes> {
  const [qmin, qmax] = signed ? [-128, 127] : [0, 255];
  const data = await (await engine()).quantize(pixels, { scale, zeroPoint, qmin, qmax, bits: 8, signed });
  return { data, channels, height, width };
}

function tensorCodes(tensor: RunTensor | undefined): Codes | undefined {
  if (!tensor?.qparams) return undefined;
  const [, channels = 1, height = 1, width = 1] = tensor.shape;
  return { data: tensor.data as Uint8Array, channels, height, width };
}

const asked = computed(() => (view.value === 'see' ? { of: outcome.value, at: input.value, name: chosen.value?.name } : undefined));

effect(() => {
  const { of, at, name } = asked.value ?? {};
  if (!of || !at || name === undefined) return;
  const isCurrent = () => asked.peek()?.of === of && asked.peek()?.at === at && asked.peek()?.name === name;
  lookAt(of, at, name).then(
    (found) => {
      if (!isCurrent()) return;
      look.value = found;
      lookFailure.value = '';
    },
    (error: unknown) => isCurrent() && (lookFailure.value = error instanceof Error ? error.message : String(error)),
  );
});
