import { computed } from '@preact/signals';

import { Choice } from '../../ui/Choice';
import { three } from '../../ui/format';
import { layerTitle, shortName } from '../graph/layer-names';
import { network } from '../session/session';
import { layer as chosen } from '../state/pointed';
import { mapChannel, mapColumn, mapRow, mapZoom, mapZooms } from '../state/settings';
import { ChannelStrip } from './ChannelStrip';
import { errorPixels, valuePixels } from './colours';
import { look, lookFailure } from './look';
import { MapCanvas, type Cursor } from './MapCanvas';
import type { Maps } from './maps';
import { derive } from './walk';
import { WalkPanel } from './WalkPanel';

const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));

/** The channel and the pixel that are looked at, within what the layer has. */
const place = computed(() => {
  const maps = look.value?.maps;
  if (!maps) return undefined;
  return { channel: within(mapChannel.value, maps.channels), row: within(mapRow.value, maps.height), column: within(mapColumn.value, maps.width) };
});

/** Everything between a layer's input and one of its outputs. */
const derivation = computed(() => {
  const { walk, maps } = look.value ?? {};
  const at = place.value;
  if (!walk || !maps || !at) return undefined;
  // A list of numbers is drawn as one row: its place is the channel.
  const isList = maps.height === 1 && maps.channels === 1 && walk.layer.shape[0] === maps.width;
  const output = isList ? { channel: at.column, row: 0, column: 0 } : at;
  const index = (at.channel * maps.height + at.row) * maps.width + at.column;
  const runtime = maps.codes ? maps.codes[index]! : maps.quantized![index]!;
  return { layer: walk.layer, derivation: derive(walk.layer, walk.codes, output), runtime };
});

/** One layer's result: float, quantized and their difference; and where one of its numbers comes from. */
export function SeePanel() {
  const now = look.value;
  const at = place.value;
  const name = chosen.value?.name;
  return (
    <section class="see" aria-label="See" data-settled={(now && now.layer === name) || undefined} data-testid="see">
      <h2>{chosen.value && `${shortName(chosen.value.name, 60)} · ${layerTitle(chosen.value)}`} <span class="hint">{network.value!.layers.length > 1 && 'choose another on the picture of the network'}</span></h2>
      {lookFailure.value && <p class="net-refusal" role="alert">{lookFailure.value}</p>}
      {now && at && <LayerMaps maps={now.maps} at={at} />}
      {derivation.value ? (
        <WalkPanel key={now!.layer} {...derivation.value} />
      ) : (
        now && <p class="hint">This layer multiplies no weights: equation (10) belongs to convolutions and matrix products that run in integers.</p>
      )}
    </section>
  );
}

function LayerMaps({ maps, at }: { maps: Maps; at: Cursor & { channel: number } }) {
  const { height, width, low, high } = maps;
  const plane = (data: Float32Array) => data.subarray(at.channel * height * width, (at.channel + 1) * height * width);
  const float = plane(maps.float);
  const quantized = maps.quantized && plane(maps.quantized);
  const difference = quantized?.map((value, i) => value - float[i]!);
  const end = difference?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
  const index = at.row * width + at.column;
  const code = maps.codes?.[at.channel * height * width + index];
  const pick = ({ row, column }: Cursor) => {
    mapRow.value = row;
    mapColumn.value = column;
  };
  const shared = { cursor: at, zoom: mapZoom.value, onPick: pick };
  return (
    <>
      {maps.channels > 1 && <ChannelStrip maps={maps} channel={at.channel} onInput={(channel) => (mapChannel.value = channel)} />}
      <div class="row">
        <span class="hint number">{maps.channels > 1 && `channel ${at.channel}, `}row {at.row}, column {at.column}</span>
        <Choice label="Zoom" quiet value={String(mapZoom.value)} options={mapZooms.map((zoom) => [String(zoom), `${zoom} ×`] as const)} onInput={(zoom) => (mapZoom.value = Number(zoom))} />
      </div>
      <div class="maps">
        <MapCanvas {...shared} title="float r" is="float" pixels={valuePixels(float, width, height, low, high)} reading={three(float[index]!)} />
        {quantized && <MapCanvas {...shared} title="quantized r̂" is="quantized" pixels={valuePixels(quantized, width, height, low, high)} reading={`${three(quantized[index]!)}${code === undefined ? '' : ` = code ${code}`}`} />}
        {difference && <MapCanvas {...shared} title={`error r̂ − r, up to ±${three(end)}`} is="error" pixels={errorPixels(difference, width, height, end)} reading={three(difference[index]!)} />}
      </div>
    </>
  );
}
