// docs/recipe.schema.json and what reads recipes say the same. The cases come from the schema: every property, every word and
// every bound at its limit and just outside, each beside the verdict of a JSON Schema validator.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import { loadZeropoint, ZeropointError } from 'zeropoint';
import { small, smallBatches } from './quantize-support.mjs';

const schema = JSON.parse(readFileSync(new URL('../../docs/recipe.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv().compile(schema);
const zp = await loadZeropoint();
const model = zp.loadModel(small());
const calibration = await model.calibrate(smallBatches(20), { averagingConstant: 0.1 });

// What a property needs beside it where its own description says so, and a pattern that every layer matches.
const beside = { 'weights.bits': { scheme: 'affine' } };
const pattern = '*';

const resolved = (node) => (node.$ref ? resolved(schema.$defs[node.$ref.split('/').at(-1)]) : node);
const good = (value) => [{ value, accepted: true }];
const bad = (...values) => values.map((value) => ({ value, accepted: false }));

function* numberCases({ type, minimum, exclusiveMinimum, maximum }) {
  const step = type === 'integer' ? 1 : 0.001;
  if (minimum !== undefined) yield* [...good(minimum), ...bad(minimum - step)];
  if (exclusiveMinimum !== undefined) yield* [...good(exclusiveMinimum + step), ...bad(exclusiveMinimum)];
  if (maximum !== undefined) yield* [...good(maximum), ...bad(maximum + step)];
  if (type === 'integer') yield* bad((minimum ?? maximum) + 0.5);
  yield* bad('8', null);
}

/** A value that the schema accepts. */
function example(node) {
  const one = resolved(node);
  if (one.oneOf) return example(one.oneOf[0]);
  if (one.type === 'object') return Object.fromEntries((one.required ?? []).map((key) => [key, example(one.properties[key])]));
  return one.const ?? one.enum?.[0] ?? one.default ?? one.minimum ?? pattern;
}

function* objectCases(node, path) {
  const whole = example(node);
  yield* good(whole);
  for (const key of node.required ?? []) yield* bad(Object.fromEntries(Object.entries(whole).filter(([other]) => other !== key)));
  yield* [...bad(null, 'text', []), { value: { ...whole, other: 1 }, accepted: false, known: Object.keys(node.properties) }];
  for (const [key, property] of Object.entries(node.properties)) {
    const last = `${path.split('.').at(-1)}.${key}`;
    for (const { value, ...verdict } of cases(property, `${path}.${key}`)) yield { value: { ...whole, ...beside[last], [key]: value }, ...verdict };
  }
}

/** { value, accepted } for a node of the schema; with `known` where a refusal has to list just these words. */
function* cases(node, path) {
  const one = resolved(node);
  if (one.oneOf) {
    for (const alternative of one.oneOf) yield* [...cases(alternative, path)].filter(({ known }) => !known);
    const kinds = one.oneOf.flatMap(({ properties: { kind } }) => kind.enum ?? [kind.const]);
    yield { value: { kind: 'other' }, accepted: false, known: kinds };
  } else if (one.enum || one.const !== undefined) {
    const words = one.enum ?? [one.const];
    for (const word of words) yield* good(word);
    yield* [{ value: 'other', accepted: false, ...(one.enum && { known: words }) }, ...bad(7, null)];
  } else if (one.type === 'object') {
    yield* objectCases(one, path);
  } else if (one.type === 'array') {
    yield* [...good([]), ...bad(null, 'text', {})];
    for (const { value, ...verdict } of cases(one.items, path)) yield { value: [value], ...verdict };
  } else if (one.type === 'boolean') {
    yield* [...good(true), ...good(false), ...bad(1, 'true', null)];
  } else if (one.type === 'string') {
    yield* [...good(pattern), ...bad(7, null)];
  } else {
    yield* numberCases(one);
  }
}

/** Why quantize refuses the recipe; undefined if it does not. */
function refusal(recipe) {
  try {
    model.quantize(calibration, recipe).dispose();
  } catch (error) {
    assert.ok(error instanceof ZeropointError && error.code === 'invalid_argument', `${JSON.stringify(recipe)}: ${error.stack}`);
    return error.message;
  }
  return undefined;
}

/** The words that a refusal says there are. */
const listed = (message) => message.match(/(?:it has|one of) (.*?)(?:, got .*)?$/)[1].replaceAll("'", '').split(', ').sort();

test('docs/recipe.schema.json accepts and refuses what quantize does', (t) => {
  let count = 0;
  for (const { value, accepted, known } of cases(schema, 'recipe')) {
    const what = JSON.stringify(value);
    assert.equal(validate(value), accepted, `the schema on ${what}`);
    const message = refusal(value);
    assert.equal(message === undefined, accepted, `quantize on ${what}: ${message}`);
    if (known) assert.deepEqual(listed(message), [...known].sort(), message);
    ++count;
  }
  assert.ok(count > 200, `${count} cases`);
  t.diagnostic(`${count} cases`);
});
