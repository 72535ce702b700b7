// How a network wants its pictures, from its input and the options.
import type { Model } from 'zeropoint';

import { Failure, integer } from './options.js';
import type { Resize } from './picture.js';
import type { Normalization } from './presets.js';

export interface InputOptions extends Normalization {
  size?: [number, number];
  resize: string;
  layout?: 'nchw' | 'nhwc';
}

export interface Input {
  name: string;
  bytes: boolean; // uint8 instead of float32
  layout: 'nchw' | 'nhwc';
  batch: number;
  channels: 1 | 3;
  height: number;
  width: number;
}

/** How the network wants its picture. */
export function inputOf(file: string, model: Model, options: InputOptions): Input {
  const [input] = model.inputs;
  const refuse = (why: string): never => {
    throw new Failure(`${file}: ${why}`);
  };
  if (!input || model.inputs.length !== 1) return refuse(`has ${model.inputs.length} inputs; pictures go into networks of one`);
  const { name, type, shape } = input;
  const shown = `input '${name}', ${type} [${shape?.map((size) => size ?? '?').join(', ') ?? '…'}],`;
  if (type !== 'float32' && type !== 'uint8') return refuse(`${shown} is neither float32 nor uint8`);
  if (shape?.length !== 4) return refuse(`${shown} has no shape of a picture: batch, channels, height, width`);
  const isChannels = (size: unknown): size is 1 | 3 => size === 1 || size === 3;
  const layout = options.layout ?? (isChannels(shape[1]) || !isChannels(shape[3]) ? 'nchw' : 'nhwc');
  const [channels, h, w] = layout === 'nchw' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  if (!isChannels(channels)) return refuse(`${shown} has neither 1 nor 3 channels as ${layout.toUpperCase()}`);
  const usual = options.size ?? (options.preset === 'imagenet' ? ([224, 224] as const) : undefined);
  const [height, width] = [h, w].map((size, i) => (typeof size === 'number' ? size : (usual?.[i] ?? refuse(`${shown} leaves the size open: give --size height,width`))));
  return { name, bytes: type === 'uint8', layout, batch: typeof shape[0] === 'number' ? shape[0] : 1, channels, height: height!, width: width! };
}

export function resizeOf({ resize, preset }: InputOptions, { height, width }: Pick<Input, 'height' | 'width'>, given: boolean): Resize {
  if (!given && preset === 'imagenet') return Math.round((Math.min(height, width) * 256) / 224);
  if (resize === 'cover' || resize === 'stretch') return resize;
  try {
    return integer(1)(resize);
  } catch {
    throw new Failure(`--resize must be cover, stretch or a number of pixels, got ${resize}`);
  }
}
