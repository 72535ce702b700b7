// zeropoint inspect: the layers of a network, and what they cost.
import type { Dimension, Layer, LoadOptions, Model, TensorInfo } from 'zeropoint';

import { load, naming, read } from './network.js';
import { Progress } from './progress.js';
import { table } from './table.js';

interface Options {
  shape?: Record<string, number[]>;
  json?: boolean;
  kernels: NonNullable<LoadOptions['kernels']>;
}

const shown = (shape: readonly Dimension[] | null) => (shape ? `[${shape.map((size) => size ?? '?').join(', ')}]` : '[…]');
const tensor = ({ name, type, shape }: TensorInfo) => `${name} ${type ?? '?'} ${shown(shape)}`;
const count = (value: number) => value.toLocaleString('en-US');

function operator({ operator: name, activation }: Layer): string {
  if (!activation) return name;
  const { min, max } = activation;
  return `${name} + ${min === 0 && max === Infinity ? 'Relu' : `Clip ${min} to ${max}`}`;
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const isOpen = (shape: readonly Dimension[] | null) => !shape || shape.some((size) => typeof size !== 'number');

/** Shapes for a batch of one, where nothing but the batch is open; undefined where there is nothing to fix, or more. */
function batchOfOne({ inputs }: Model): Record<string, number[]> | undefined {
  const open = inputs.filter(({ shape }) => isOpen(shape));
  if (open.length === 0 || open.some(({ shape }) => !shape || isOpen(shape.slice(1)))) return undefined;
  return Object.fromEntries(open.map(({ name, shape }) => [name, [1, ...(shape!.slice(1) as number[])]]));
}

/** How many nodes of each operator the file has, less those that became layers; negative ones were made. */
function changes({ file, layers }: Model): Map<string, number> {
  const left = new Map(Object.entries(file.operators));
  for (const { operator: name } of layers) left.set(name, (left.get(name) ?? 0) - 1);
  return new Map([...left].filter(([, n]) => n !== 0).sort());
}

function totalsOf(model: Model) {
  const macs = model.layers.map((layer) => layer.macs);
  return {
    parameters: sum(model.layers.map((layer) => layer.parameters)),
    macs: macs.some((n) => n === null) ? null : sum(macs as number[]),
    weightBytes: model.memory.weights,
    arenaBytes: model.memory.arena || null,
  };
}

function print(file: string, bytes: number, model: Model, perItem: boolean): void {
  const totals = totalsOf(model);
  const say = (line = '') => process.stdout.write(`${line}\n`);
  const opsets = Object.entries(model.file.opsets).map(([domain, version]) => `${domain} ${version}`).join(', ');
  say(`${file}: ${count(bytes)} bytes, opset ${opsets}${model.file.producer && `, written by ${model.file.producer}`}`);
  for (const input of model.inputs) say(`  input   ${tensor(input)}`);
  for (const output of model.outputs) say(`  output  ${tensor(output)}`);
  say();
  const number = (n: number | null) => (n === null ? '?' : n === 0 ? '' : count(n));
  say(table(
    ['layer', 'operator', 'output', 'parameters', 'MACs'],
    model.layers.map((layer) => [layer.name, operator(layer), shown(layer.outputs[0] ?? null), number(layer.parameters), number(layer.macs)]),
    ['left', 'left', 'left', 'right', 'right'],
  ));
  say();
  const gone = [...changes(model)];
  const list = (wanted: (n: number) => boolean) => gone.filter(([, n]) => wanted(n)).map(([name, n]) => `${Math.abs(n)} ${name}`).join(', ');
  const removed = list((n) => n > 0);
  const made = list((n) => n < 0);
  say(`${count(sum(Object.values(model.file.operators)))} nodes in the file, ${count(model.layers.length)} layers${removed && `; folded or fused: ${removed}`}${made && `; made: ${made}`}`);
  say(`parameters  ${count(totals.parameters)}`);
  say(`MACs        ${totals.macs === null ? '?' : count(totals.macs)}`);
  say(`weights     ${count(totals.weightBytes)} bytes`);
  say(`tensors     ${totals.arenaBytes === null ? '?' : `${count(totals.arenaBytes)} bytes in one run; ${count(model.memory.tensors)} without sharing, ${count(model.memory.least)} at one time`}`);
  if (perItem) say('The batch is open in the file; these are the numbers for one item.');
  const open = model.inputs.find(({ shape }) => isOpen(shape));
  if (open) say(`Sizes are open: --shape ${open.name}=${open.shape?.map((size) => (typeof size === 'number' ? size : 1)).join(',') ?? '…'} fixes them.`);
}

export async function inspect(file: string, options: Options): Promise<void> {
  const progress = new Progress('Reading', 3);
  const bytes = await read(file);
  progress.step();
  let model = await load(file, bytes, options.kernels, options.shape);
  const one = batchOfOne(model);
  if (one) {
    model.dispose();
    model = await load(file, bytes, options.kernels, { ...options.shape, ...one });
  }
  progress.step();
  const ready = !model.inputs.some(({ shape }) => isOpen(shape));
  // What decides on shapes is known in a run only; the table is worth showing all the same.
  if (ready) await naming(file, () => model.prepare()).catch((error: Error) => process.stderr.write(`zeropoint: ${error.message}\n`));
  progress.step();
  progress.stop();
  if (!options.json) return print(file, bytes.length, model, one !== undefined);
  const { inputs, outputs, layers } = model;
  const folded = Object.fromEntries(changes(model));
  const { producer, opsets, operators: nodes } = model.file;
  const all = { file, bytes: bytes.length, producer: producer || null, opsets, inputs, outputs, nodes, folded, layers, totals: totalsOf(model) };
  process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
}
