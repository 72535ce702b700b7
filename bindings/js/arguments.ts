// Checks what C++ cannot see: that a number is a number, an integer an integer, and a word one of those
// that exist. Ranges of values are the core's to judge.
import type { CoreSpec } from './core.js';
import { ZeropointError } from './errors.js';
import type { Granularity, ObserverOptions, QuantSpec, RangeMethod } from './types.js';

const invalid = (message: string) => new ZeropointError('invalid_argument', message);

const shown = (value: unknown) => (typeof value === 'string' ? `"${value}"` : String(value));

export function number(name: string, value: unknown): number {
  if (typeof value !== 'number') throw invalid(`${name} must be a number, got ${shown(value)}`);
  return value;
}

/** An integer that fits int32, as all integer parameters of the core do. */
export function integer(name: string, value: unknown): number {
  if (typeof value !== 'number' || (value | 0) !== value) {
    throw invalid(`${name} must be an integer of at most 32 bits, got ${shown(value)}`);
  }
  return value;
}

export function boolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalid(`${name} must be true or false, got ${shown(value)}`);
  return value;
}

export function oneOf<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  if (!words.includes(value as T)) throw invalid(`${name} must be one of ${words.join(', ')}, got ${shown(value)}`);
  return value as T;
}

export function float32(name: string, value: unknown): Float32Array {
  if (!(value instanceof Float32Array)) throw invalid(`${name} must be a Float32Array`);
  return value;
}

export function object(name: string, value: unknown): object {
  if (typeof value !== 'object' || value === null) throw invalid(`${name} must be an object, got ${shown(value)}`);
  return value;
}

export function coreSpec(spec: QuantSpec & { binary?: boolean }): CoreSpec {
  object('the options', spec);
  if (boolean('binary', spec.binary ?? false)) return { bits: 1, signed: true, scheme: 'binary', narrowRange: false };
  return {
    bits: integer('bits', spec.bits ?? 8),
    signed: boolean('signed', spec.signed ?? false),
    scheme: boolean('symmetric', spec.symmetric ?? false) ? 'symmetric' : 'affine',
    narrowRange: boolean('narrowRange', spec.narrowRange ?? false),
  };
}

const methods: readonly RangeMethod[] = ['minmax', 'moving-average', 'percentile', 'mse', 'entropy'];

export function coreObserver(options: ObserverOptions) {
  object('the options', options);
  return {
    method: oneOf('method', options.method ?? 'minmax', methods),
    percentile: number('percentile', options.percentile ?? 99.99),
    averagingConstant: number('averagingConstant', options.averagingConstant ?? 0.01),
  };
}

const kinds = ['tensor', 'channel', 'group', 'block'] as const;

export function coreGranularity(granularity: Granularity) {
  object('granularity', granularity);
  const kind = oneOf('granularity.kind', granularity.kind, kinds);
  const field = (name: 'axis' | 'groups' | 'size', needed: boolean) =>
    needed ? integer(`granularity.${name}`, (granularity as Record<string, unknown>)[name]) : 0;
  return {
    kind,
    axis: field('axis', kind !== 'tensor'),
    groups: field('groups', kind === 'group'),
    size: field('size', kind === 'block'),
  };
}

export function coreShape(shape: unknown): number[] {
  if (!Array.isArray(shape)) throw invalid('shape must be an array of integers');
  return shape.map((extent, i) => {
    if (!Number.isSafeInteger(extent)) throw invalid(`shape[${i}] must be an integer, got ${shown(extent)}`);
    return extent as number;
  });
}
