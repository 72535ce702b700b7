// How the network is to be quantized: every control, in the address; for all layers, and what differs for single ones.
import { computed } from '@preact/signals';

import { integer, oneOf, param, real, type Codec } from '../../state/url-state';

export const granularities = ['tensor', 'channel', 'group', 'block'] as const;
export const weightSchemes = ['symmetric', 'affine', 'binary'] as const;
export const activationSchemes = ['affine', 'symmetric'] as const;
export const weightMethods = ['minmax', 'percentile', 'mse', 'entropy'] as const;
export const activationMethods = ['minmax', 'moving-average', 'percentile', 'mse', 'entropy'] as const;

export interface LayerSettings {
  weightBits: number;
  weightScheme: (typeof weightSchemes)[number];
  granularity: (typeof granularities)[number];
  groups: number;
  blockSize: number;
  weightMethod: (typeof weightMethods)[number];
  weightPercentile: number;
  activationBits: number;
  activationScheme: (typeof activationSchemes)[number];
  activationMethod: (typeof activationMethods)[number];
  activationPercentile: number;
  float: boolean;
}

const percent: Codec<number> = { ...real(50.01, 100), format: (value) => String(Number(value.toFixed(4))) };

/** Of each setting: its key in the address, how it is written there, and what it is at first. */
const rows: { [Key in keyof LayerSettings]: { key: string; codec: Codec<LayerSettings[Key]>; initial: LayerSettings[Key] } } = {
  weightBits: { key: 'w', codec: integer(1, 8), initial: 4 },
  weightScheme: { key: 'ws', codec: oneOf(weightSchemes), initial: 'symmetric' },
  granularity: { key: 'g', codec: oneOf(granularities), initial: 'channel' },
  groups: { key: 'gn', codec: integer(1, 4096), initial: 2 },
  blockSize: { key: 'bs', codec: integer(1, 65536), initial: 16 },
  weightMethod: { key: 'wm', codec: oneOf(weightMethods), initial: 'minmax' },
  weightPercentile: { key: 'wp', codec: percent, initial: 99.9 },
  activationBits: { key: 'a', codec: integer(2, 8), initial: 8 },
  activationScheme: { key: 'as', codec: oneOf(activationSchemes), initial: 'affine' },
  activationMethod: { key: 'am', codec: oneOf(activationMethods), initial: 'minmax' },
  activationPercentile: { key: 'ap', codec: percent, initial: 99.9 },
  float: { key: 'f', codec: { parse: (text) => text === '1', format: (value) => (value ? '1' : '0') }, initial: false },
};

const names = Object.keys(rows) as (keyof LayerSettings)[];
const codecOf = (name: keyof LayerSettings) => rows[name].codec as Codec<unknown>;

const params = Object.fromEntries(names.map((name) => [name, param(`net.${rows[name].key}`, codecOf(name), rows[name].initial as unknown)]));

/** Those of all layers. */
export const settings = computed(() => Object.fromEntries(names.map((name) => [name, params[name]!.value])) as unknown as LayerSettings);

export type Overrides = Readonly<Record<string, Partial<LayerSettings>>>;
const none: Overrides = {};

/** `conv1:w=4,g=tensor;fc:f=1`, names percent-encoded. */
const overridesCodec: Codec<Overrides> = {
  parse: (text) => {
    const result: Record<string, Partial<LayerSettings>> = {};
    for (const entry of text.split(';').filter(Boolean)) {
      const [layer = '', fields = ''] = entry.split(':');
      const found = fields.split(',').map((field) => {
        const [key, value = ''] = field.split('=');
        const name = names.find((candidate) => rows[candidate].key === key);
        return name && ([name, codecOf(name).parse(value)] as const);
      });
      const known = found.filter((pair) => pair !== undefined && pair[1] !== undefined) as [string, unknown][];
      if (known.length > 0) result[decodeURIComponent(layer)] = Object.fromEntries(known) as Partial<LayerSettings>;
    }
    return Object.keys(result).length > 0 ? result : undefined;
  },
  format: (value) =>
    Object.entries(value)
      .map(([layer, some]) => `${encodeURIComponent(layer)}:${Object.entries(some).map(([name, setting]) => `${rows[name as keyof LayerSettings].key}=${codecOf(name as keyof LayerSettings).format(setting)}`).join(',')}`)
      .join(';'),
};

/** What differs for single layers, by their names. */
export const overrides = param<Overrides>('net.o', overridesCodec, none);

/** Changes what all layers have in common, or one of them. */
export function change(some: Partial<LayerSettings>, layer?: string): void {
  if (layer === undefined) {
    for (const [name, value] of Object.entries(some)) params[name]!.value = value;
    return;
  }
  const merged = { ...overrides.peek()[layer], ...some };
  const different = Object.entries(merged).filter(([name, value]) => value !== settings.peek()[name as keyof LayerSettings]);
  const { [layer]: _, ...rest } = overrides.peek();
  const next = different.length > 0 ? { ...rest, [layer]: Object.fromEntries(different) as Partial<LayerSettings> } : rest;
  overrides.value = Object.keys(next).length > 0 ? next : none;
}

export const forget = (): void => void (overrides.value = none);

/** The fields of an address that stand for these settings, all others at their first values. */
export function fieldsOf(wanted: Partial<LayerSettings>): [string, string][] {
  return names
    .filter((name) => wanted[name] !== undefined && wanted[name] !== rows[name].initial)
    .map((name) => [`net.${rows[name].key}`, codecOf(name).format(wanted[name])]);
}

/** The keys of all settings in the address. */
export const settingKeys: readonly string[] = [...names.map((name) => `net.${rows[name].key}`), 'net.o'];
