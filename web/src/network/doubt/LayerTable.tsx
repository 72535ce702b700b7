import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Layer } from 'zeropoint/worker';

import { count } from '../../ui/format';
import { layerTitle, sizeText } from '../graph/layer-names';
import { network } from '../session/session';
import { layer as chosen, pointedLayer, pointing } from '../state/pointed';
import { chosenLayer } from '../state/settings';

interface Column {
  id: string;
  name: string;
  /** What the rows are sorted by. */
  value: (layer: Layer, index: number) => number | string;
  cell: (layer: Layer, index: number) => ComponentChildren;
  numeric?: boolean;
}

const columns: readonly Column[] = [
  { id: 'index', name: '#', value: (_, i) => i, cell: (_, i) => i + 1, numeric: true },
  { id: 'name', name: 'layer', value: ({ name }) => name, cell: ({ name }) => name },
  { id: 'operator', name: 'operator', value: layerTitle, cell: layerTitle },
  { id: 'output', name: 'output', value: ({ outputs }) => sizeOf(outputs[0]), cell: ({ outputs }) => sizeText(outputs[0]), numeric: true },
  { id: 'parameters', name: 'parameters', value: ({ parameters }) => parameters, cell: ({ parameters }) => count(parameters), numeric: true },
  { id: 'macs', name: 'MACs', value: ({ macs }) => macs ?? -1, cell: ({ macs }) => (macs === null ? '?' : count(macs)), numeric: true },
];

const sizeOf = (shape: Layer['outputs'][number] | undefined) => (shape ?? []).reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);

const sort = signal({ by: 'index', down: false });

function sorted(layers: readonly Layer[]): { layer: Layer; index: number }[] {
  const { by, down } = sort.value;
  const column = columns.find(({ id }) => id === by)!;
  const rows = layers.map((layer, index) => ({ layer, index, value: column.value(layer, index) }));
  const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort((a, b) => (down ? order(b.value, a.value) : order(a.value, b.value)) || a.index - b.index);
}

/** All layers with their numbers; a press on a head sorts by it, one on a row chooses the layer. */
export function LayerTable() {
  const { by, down } = sort.value;
  return (
    <div class="scroll layer-table" tabIndex={0} role="region" aria-label="Layers">
      <table data-testid="layer-table">
        <thead>
          <tr>
            {columns.map(({ id, name, numeric }) => (
              <th key={id} scope="col" data-numeric={numeric || undefined} aria-sort={by === id ? (down ? 'descending' : 'ascending') : undefined}>
                <button type="button" onClick={() => (sort.value = { by: id, down: by === id ? !down : numeric === true && id !== 'index' })}>
                  {name}<span aria-hidden="true">{by === id ? (down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(network.value!.layers).map(({ layer, index }) => (
            <tr
              key={layer.name}
              aria-current={chosen.value?.name === layer.name ? 'true' : undefined}
              data-lit={pointedLayer.value === layer.name || undefined}
              onClick={() => (chosenLayer.value = layer.name)}
              {...pointing(layer.name)}
            >
              {columns.map(({ id, cell, numeric }) =>
                id === 'name' ? (
                  <th key={id} scope="row"><button type="button" onClick={() => (chosenLayer.value = layer.name)}>{cell(layer, index)}</button></th>
                ) : (
                  <td key={id} data-numeric={numeric || undefined}>{cell(layer, index)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
