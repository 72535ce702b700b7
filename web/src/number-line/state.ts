// What the number line shows: all of it is in the address, under `line.`.
import { batch, computed } from '@preact/signals';
import type { Bits } from 'zeropoint';

import { flag, hrefTo, param, place, type Codec } from '../state/url-state';

export interface Settings {
  min: number;
  max: number;
  bits: Bits;
  signed: boolean;
  symmetric: boolean;
  narrowRange: boolean;
  /** The value that is quantized. */
  r: number;
}

/** The part of the real axis in sight. */
export interface View {
  lo: number;
  hi: number;
}

export const bitWidths: readonly Bits[] = [1, 2, 3, 4, 5, 6, 7, 8, 16];

export const defaults: Settings = {
  min: -1, max: 2, bits: 4, signed: false, symmetric: false, narrowRange: false, r: 0.75,
};

/** The codes that the package gives when nothing else is asked for. */
export const defaultSpec = { bits: 8, signed: false, symmetric: false, narrowRange: false };

/** Any number, NaN as well: a link to a wrong range shows what is wrong with it. */
const anyNumber: Codec<number> = {
  parse: (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    return text === 'NaN' || !Number.isNaN(value) ? value : undefined;
  },
  format: String,
};

const bitWidth: Codec<Bits> = {
  parse: (text) => bitWidths.find((bits) => String(bits) === text),
  format: String,
};

const viewCodec: Codec<View | undefined> = {
  parse: (text) => {
    const [lo = NaN, hi = NaN] = text.split('~').map(Number);
    return lo < hi && Number.isFinite(hi - lo) ? { lo, hi } : undefined;
  },
  format: (view) => (view ? `${view.lo}~${view.hi}` : ''),
};

const codecs: { [Key in keyof Settings]: Codec<Settings[Key]> } = {
  min: anyNumber, max: anyNumber, bits: bitWidth, signed: flag, symmetric: flag, narrowRange: flag, r: anyNumber,
};

const keyOf = (name: string) => `line.${name === 'narrowRange' ? 'narrow' : name}`;

const names = Object.keys(defaults) as (keyof Settings)[];
const params = Object.fromEntries(
  names.map((name) => [name, param(keyOf(name), codecs[name] as Codec<unknown>, defaults[name])]),
);

/** Set by zooming; absent while the whole range is in sight. */
export const zoomed = param<View | undefined>(keyOf('view'), viewCodec, undefined);

export const settings = computed(
  () => Object.fromEntries(names.map((name) => [name, params[name]!.value])) as unknown as Settings,
);

export function change(some: Partial<Settings>): void {
  batch(() => {
    for (const [name, value] of Object.entries(some)) params[name]!.value = value;
  });
}

/** The address of this page with the number line set so, and all else as it is; reactive. */
export function addressOf(wanted: Settings): string {
  const [section = '', query = ''] = hrefTo(place.value).split('?');
  const fields = new URLSearchParams(query);
  for (const name of [...names, 'view']) fields.delete(keyOf(name));
  for (const name of names) {
    if (wanted[name] !== defaults[name]) fields.set(keyOf(name), (codecs[name] as Codec<unknown>).format(wanted[name]));
  }
  const text = fields.toString();
  return text ? `${section}?${text}` : section;
}
