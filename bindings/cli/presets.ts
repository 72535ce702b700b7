// How the bytes of a picture become the values of an input: (byte / 255 − mean) / std, for each channel.
import { Failure } from './options.js';

export const presetNames = ['0-1', '-1-1', '0-255', 'imagenet', 'custom'] as const;
export type PresetName = (typeof presetNames)[number];

interface Preset {
  mean: number[];
  std: number[];
}

const presets: Record<Exclude<PresetName, 'custom'>, Preset> = {
  '0-1': { mean: [0], std: [1] },
  '-1-1': { mean: [0.5], std: [0.5] },
  '0-255': { mean: [0], std: [1 / 255] },
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }, // of torchvision's weights
};

export interface Normalization {
  preset: PresetName;
  mean?: number[];
  std?: number[];
}

/** One mean and one divisor for each channel. */
export function normalizationOf({ preset, mean, std }: Normalization, channels: number): Preset {
  if (preset !== 'custom' && (mean || std)) throw new Failure(`--mean and --std go with the preset custom, not ${preset}`);
  if (preset === 'custom' && !mean && !std) throw new Failure('the preset custom needs --mean or --std');
  if (preset === 'imagenet' && channels !== 3) throw new Failure(`the preset imagenet is for 3 channels, the network's input has ${channels}`);
  const chosen = preset === 'custom' ? { mean: mean ?? [0], std: std ?? [1] } : presets[preset];
  const each = (name: 'mean' | 'std') => {
    const values = chosen[name];
    if (values.length === channels) return values;
    if (values.length === 1) return new Array<number>(channels).fill(values[0]!);
    throw new Failure(`--${name} has ${values.length} numbers, the network's input ${channels} ${channels === 1 ? 'channel' : 'channels'}`);
  };
  const means = each('mean');
  const stds = each('std');
  if (stds.includes(0)) throw new Failure('--std must not be 0');
  return { mean: means, std: stds };
}

/** values[256·channel + byte] */
export function valuesOf(normalization: Normalization, channels: number): Float32Array {
  const { mean, std } = normalizationOf(normalization, channels);
  return Float32Array.from({ length: 256 * channels }, (_, i) => ((i & 255) / 255 - mean[i >> 8]!) / std[i >> 8]!);
}
