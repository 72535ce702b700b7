import type { Dimension, Layer } from 'zeropoint/worker';

/** `QLinearAdd` of `com.microsoft.QLinearAdd`. */
const plainOperator = ({ operator }: Layer): string => operator.replace(/^.*\./, '');

/** `Conv 3 × 3`, `depthwise 3 × 3`, `Gemm`: what a person calls it. */
export function operatorName(layer: Layer): string {
  const { kernel } = layer;
  if (!kernel) return plainOperator(layer);
  const [, depth, ...taps] = kernel;
  const channels = layer.inputs[0]?.[1];
  const groups = typeof channels === 'number' ? channels / depth! : 1;
  const kind = depth === 1 && groups > 1 ? 'depthwise' : groups > 1 ? `Conv in ${groups} groups` : plainOperator(layer);
  return `${kind} ${taps.join(' × ')}`;
}

function activationName({ activation }: Layer): string {
  if (!activation) return '';
  const { min, max } = activation;
  if (min === 0) return max === Infinity ? 'ReLU' : max === 6 ? 'ReLU6' : `clip to ${max}`;
  return `clip ${min} to ${max}`;
}

/** `Conv 3 × 3 + ReLU6` */
export const layerTitle = (layer: Layer): string => [operatorName(layer), activationName(layer)].filter(Boolean).join(' + ');

/** Without the batch: `16 × 28 × 28`. */
export function sizeText(shape: readonly Dimension[] | null | undefined): string {
  if (!shape) return '?';
  return shape.slice(shape.length > 1 ? 1 : 0).map((size) => size ?? '?').join(' × ');
}

/**
 * The parts of a long name that tell it from others: exporters write paths that end with the operator, and repeat each step in
 * the next. `/features/features.2/conv/conv.0/conv.0.0/Conv` is `features.2/conv.0.0`.
 */
export function shortName(name: string, longest = 24): string {
  const parts = name.split('/').filter(Boolean);
  const telling = parts.length > 1 ? parts.slice(0, -1) : parts;
  const text = telling.filter((part, i) => !telling[i + 1]?.startsWith(`${part}.`)).slice(-2).join('/') || name;
  return text.length > longest ? `…${text.slice(1 - longest)}` : text;
}
