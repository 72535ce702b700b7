import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Layer, LayerTrace, QuantizedLayer } from 'zeropoint/worker';

import { count, three } from '../../ui/format';
import { layerTitle, shortName, sizeText } from '../graph/layer-names';
import { outcome } from '../session/quantization';
import { network } from '../session/session';
import { trace, traceIsSettled } from '../session/trace';
import { layer as chosen, pointedLayer, pointing } from '../state/pointed';
import { chosenLayer } from '../state/settings';

interface Row {
  layer: Layer;
  index: number;
  traced: LayerTrace | undefined;
  quantized: QuantizedLayer | undefined;
}

interface Column {
  id: string;
  name: string;
  /** What rows are sorted by, and what a copy of the cell gives; undefined where there is none. */
  value: (row: Row) => number | string | undefined;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand right, and sort with the largest first; except where the smallest are the worst. */
  numeric?: 'down' | 'up';
  /** Only where there is a quantized network. */
  late?: boolean;
}

const sizeOf = (shape: Layer['outputs'][number] | undefined) => (shape ?? []).reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);
const shown = (value: number | undefined) => (value === undefined ? '' : three(value));

const columns: readonly Column[] = [
  { id: 'index', name: '#', value: ({ index }) => index, cell: ({ index }) => index + 1, numeric: 'up' },
  { id: 'name', name: 'layer', value: ({ layer }) => layer.name, cell: ({ layer }) => layer.name },
  { id: 'sqnr', name: 'SQNR, dB', late: true, numeric: 'up', value: ({ traced }) => traced?.sqnrDb, cell: ({ traced }) => shown(traced?.sqnrDb) },
  { id: 'cosine', name: 'cosine', late: true, numeric: 'up', value: ({ traced }) => traced?.cosineSimilarity, cell: ({ traced }) => traced?.cosineSimilarity.toFixed(4) ?? '' },
  { id: 'error', name: 'largest error', late: true, numeric: 'down', value: ({ traced }) => traced?.maxAbsError, cell: ({ traced }) => shown(traced?.maxAbsError) },
  { id: 'saturated', name: 'saturated, %', late: true, numeric: 'down', value: ({ traced }) => traced && 100 * traced.saturatedShare, cell: ({ traced }) => shown(traced && 100 * traced.saturatedShare) },
  { id: 'bits', name: 'weight bits', late: true, numeric: 'up', value: ({ quantized }) => quantized?.weights?.bits, cell: ({ quantized }) => quantized?.weights?.bits ?? (quantized?.float ? 'float' : '') },
  { id: 'time', name: 'time, ms', late: true, numeric: 'down', value: ({ traced }) => traced?.milliseconds, cell: ({ traced }) => (traced?.milliseconds === 0 ? '< 0.1' : shown(traced?.milliseconds)) },
  { id: 'output', name: 'output', numeric: 'down', value: ({ layer }) => sizeOf(layer.outputs[0]), cell: ({ layer }) => sizeText(layer.outputs[0]) },
  { id: 'operator', name: 'operator', value: ({ layer }) => layerTitle(layer), cell: ({ layer }) => layerTitle(layer) },
  { id: 'parameters', name: 'parameters', numeric: 'down', value: ({ layer }) => layer.parameters, cell: ({ layer }) => count(layer.parameters) },
  { id: 'macs', name: 'MACs', numeric: 'down', value: ({ layer }) => layer.macs ?? undefined, cell: ({ layer: { macs } }) => (macs === null ? '?' : count(macs)) },
];

const sort = signal({ by: 'index', down: false });

function rows(): Row[] {
  const { by, down } = sort.value;
  const { value } = columns.find(({ id }) => id === by)!;
  const quantized = new Map(outcome.value?.quantized.layers.map((layer) => [layer.name, layer]));
  const all = network.value!.layers.map((layer, index) => ({ layer, index, traced: trace.value?.get(layer.name), quantized: quantized.get(layer.name) }));
  // What has no number stands last, either way.
  const order = (a: Row, b: Row) => {
    const [left, right] = [value(a), value(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return (left < right ? -1 : left > right ? 1 : 0) * (down ? -1 : 1);
  };
  return all.sort((a, b) => order(a, b) || a.index - b.index);
}

const quoted = (value: number | string) => (typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`);

/** The table with all digits, for a spreadsheet. */
export function layersCsv(): string {
  const lines = rows().map((row) => columns.map(({ value }) => quoted(value(row) ?? '')).join(','));
  return [columns.map(({ id }) => id).join(','), ...lines, ''].join('\n');
}

/** All layers with their numbers; a press on a head sorts by it, one on a row chooses the layer. */
export function LayerTable() {
  const { by, down } = sort.value;
  const known = columns.filter(({ late }) => !late || trace.value);
  return (
    <div class="scroll layer-table" tabIndex={0} role="region" aria-label="Layers">
      <table data-testid="layer-table" data-settled={traceIsSettled.value || undefined}>
        <thead>
          <tr>
            {known.map(({ id, name, numeric }) => (
              <th key={id} scope="col" data-numeric={numeric} aria-sort={by === id ? (down ? 'descending' : 'ascending') : undefined}>
                <button type="button" onClick={() => (sort.value = { by: id, down: by === id ? !down : numeric === 'down' })}>
                  {name}<span aria-hidden="true">{by === id ? (down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows().map((row) => <LayerRow key={row.layer.name} row={row} columns={known} />)}</tbody>
      </table>
    </div>
  );
}

function LayerRow({ row, columns: known }: { row: Row; columns: readonly Column[] }) {
  const { name } = row.layer;
  const choose = () => void (chosenLayer.value = name);
  return (
    <tr aria-current={chosen.value?.name === name ? 'true' : undefined} data-lit={pointedLayer.value === name || undefined} onClick={choose} {...pointing(name)}>
      {known.map(({ id, cell, value, numeric }) => {
        if (id === 'name') return <th key={id} scope="row"><button type="button" title={name} onClick={choose}>{shortName(name)}</button></th>;
        const exact = numeric && value(row);
        return <td key={id} data-numeric={numeric} data-column={id} data-exact={exact} title={typeof exact === 'number' ? String(exact) : undefined}>{cell(row)}</td>;
      })}
    </tr>
  );
}
