// How bytes become the numbers that a network takes: (byte/255 − mean)/std, a mean and a std for each channel.

export const presetNames = ['0-1', '-1-1', 'imagenet', '0-255', 'custom'] as const;
export type PresetName = (typeof presetNames)[number];

export interface Preprocessing {
  preset: PresetName;
  mean: readonly number[];
  std: readonly number[];
}

export const presets: Record<Exclude<PresetName, 'custom'>, Preprocessing> = {
  '0-1': { preset: '0-1', mean: [0, 0, 0], std: [1, 1, 1] },
  '-1-1': { preset: '-1-1', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  imagenet: { preset: 'imagenet', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  '0-255': { preset: '0-255', mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
};

/** [channels, height, width] */
export type ImageShape = readonly [number, number, number];

/** Bytes of images, height × width × channels, as the network's float32: channels outermost. */
export function tensorOf(bytes: Uint8Array, [channels, height, width]: ImageShape, { mean, std }: Preprocessing): Float32Array<ArrayBuffer> {
  const table = Float32Array.from({ length: 256 * channels }, (_, i) => ((i & 255) / 255 - mean[i >> 8]!) / std[i >> 8]!);
  const area = height * width;
  const result = new Float32Array(bytes.length);
  for (let start = 0; start < bytes.length; start += channels * area) {
    for (let c = 0; c < channels; ++c) {
      for (let i = 0; i < area; ++i) result[start + c * area + i] = table[256 * c + bytes[start + i * channels + c]!]!;
    }
  }
  return result;
}
