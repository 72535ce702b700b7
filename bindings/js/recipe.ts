// Recipes: looks at every key, because a misspelt one would be a default that nobody wanted. Which numbers fit is the core's
// to judge.
import { boolean, integer, number, object, oneOf } from './arguments.js';
import { ZeropointError } from './errors.js';
import type { ActivationRecipe, LayerRecipe, LayerRule, Recipe, WeightRecipe } from './quantize-types.js';

type Reader = (name: string, value: unknown) => unknown;
type Readers<T> = { [K in keyof Required<T>]: Reader };

const word = (...words: string[]): Reader => (name, value) => oneOf(name, value, words);
const part = <T>(readers: Readers<T>): Reader => (name, value) => read(name, value, readers);

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ZeropointError('invalid_argument', `${name} must be a string, got ${String(value)}`);
  return value;
}

/** An object with named fields: what a file holds may be a list. */
function record(name: string, value: unknown): object {
  if (Array.isArray(value)) throw new ZeropointError('invalid_argument', `${name} must be an object, got a list`);
  return object(name, value);
}

/** The object's fields, each read by its reader; what is undefined is left out. */
function read<T>(name: string, value: unknown, readers: Readers<T>): Record<string, unknown> {
  const fields = Object.entries(record(name, value)).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => {
    const reader = Object.hasOwn(readers, key) ? (readers as Record<string, Reader>)[key] : undefined;
    if (!reader) throw new ZeropointError('invalid_argument', `${name} has no '${key}'; it has ${Object.keys(readers).map((known) => `'${known}'`).join(', ')}`);
    return [key, reader(`${name}.${key}`, field)];
  }));
}

const numbersOf = { tensor: undefined, channel: undefined, group: 'groups', block: 'size' } as const;

function granularity(name: string, value: unknown): unknown {
  const { kind } = record(name, value) as { kind?: unknown };
  const known = oneOf(`${name}.kind`, kind, Object.keys(numbersOf) as (keyof typeof numbersOf)[]);
  const field = numbersOf[known];
  const rest = read<Record<string, unknown>>(name, value, { kind: () => known, ...(field && { [field]: integer }) });
  if (field && rest[field] === undefined) integer(`${name}.${field}`, undefined);
  return rest;
}

const activations: Readers<ActivationRecipe> = {
  bits: integer,
  scheme: word('affine', 'symmetric'),
  signed: boolean,
  method: word('minmax', 'moving-average', 'percentile', 'mse', 'entropy'),
  percentile: number,
};
const weights: Readers<WeightRecipe> = {
  bits: integer,
  scheme: word('symmetric', 'affine', 'binary'),
  granularity,
  method: word('minmax', 'percentile', 'mse', 'entropy'),
  percentile: number,
};
const layer: Readers<LayerRecipe> = { weights: part(weights), activations: part(activations), float: boolean };
const rule: Readers<LayerRule> = { match: text, ...layer };

function rules(name: string, value: unknown): unknown {
  if (!Array.isArray(value)) throw new ZeropointError('invalid_argument', `${name} must be an array`);
  return value.map((entry, i) => {
    const fields = read(`${name}[${i}]`, entry, rule);
    if (fields['match'] === undefined) text(`${name}[${i}].match`, undefined);
    return fields;
  });
}

const recipe: Readers<Recipe> = { ...layer, input: part(activations), output: word('float', 'quantized'), layers: rules };

/** @internal A recipe that has only keys and kinds that exist. */
export function checkedRecipe(given: unknown): object {
  return read('recipe', given, recipe);
}
