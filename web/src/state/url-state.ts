// The state of every control is in the address: #section?key=value&key=value, defaults left out.
//
//   export const bits = param('b', integer(1, 8), 3);   // a signal: bits.value reads, bits.value = 4 writes
//
// A change replaces the address at once; when the hand has rested it becomes a step that Back undoes.
import { batch, effect, signal, type Signal } from '@preact/signals';

import type { Codec } from './codecs';

export { flag, integer, oneOf, real, type Codec } from './codecs';

interface Param {
  /** What the address says of it; nothing for the default. */
  write(): string | undefined;
  read(text: string | null): void;
}

const replaceAfter = 120; // ms; browsers limit how often the address may change
const commitAfter = 600;

const params = new Map<string, Param>();
/** Keys that no module has claimed yet: those of a section that loads later. */
let unclaimed = new URLSearchParams();

export const sections = ['photograph', 'network', 'number-line', 'notes'] as const;
export type Section = (typeof sections)[number];
export const titles: Record<Section, string> = {
  photograph: 'Photograph', network: 'Network', 'number-line': 'Number line', notes: 'How it works',
};

/** The section that is shown: the part of the address before `?`. */
export const place = signal<Section>(sections[0]);

/** A signal whose value is in the address under `key`, which must be unique on the whole page. */
export function param<T>(key: string, codec: Codec<T>, initial: T): Signal<T> {
  if (params.has(key)) throw new Error(`two parameters of the address are called ${key}`);
  const read = (text: string | null) => (text === null ? undefined : codec.parse(text)) ?? initial;
  const value = signal(read(unclaimed.get(key)));
  unclaimed.delete(key);
  params.set(key, {
    write: () => (value.value === initial ? undefined : codec.format(value.value)),
    read: (text) => void (value.value = read(text)),
  });
  followChanges(value);
  return value;
}

/** The address of a section with everything else as it is; reactive. */
export function hrefTo(section: Section): string {
  const query = new URLSearchParams();
  for (const [key, { write }] of params) {
    const text = write();
    if (text !== undefined) query.set(key, text);
  }
  unclaimed.forEach((text, key) => query.set(key, text));
  const text = query.toString();
  return text ? `#${section}?${text}` : `#${section}`;
}

let applying = true;
let committed = '';
let held = false;
let replaceTimer: ReturnType<typeof setTimeout> | undefined;
let commitTimer: ReturnType<typeof setTimeout> | undefined;

function followChanges(value: Signal<unknown>): void {
  let first = true;
  effect(() => {
    void value.value;
    if (first || applying) return void (first = false);
    replaceTimer ??= setTimeout(replace, replaceAfter);
    clearTimeout(commitTimer);
    commitTimer = setTimeout(commitAtRest, commitAfter);
  });
}

const current = () => hrefTo(place.peek());

function replace(): void {
  replaceTimer = undefined;
  history.replaceState(null, '', current());
}

function commitAtRest(): void {
  if (held) commitTimer = setTimeout(commitAtRest, commitAfter);
  else commit();
}

/** Makes the present state a step of the history now, without waiting for the hand to rest. */
export function commit(): void {
  clearTimeout(replaceTimer);
  clearTimeout(commitTimer);
  replaceTimer = undefined;
  const now = current();
  if (now === committed) return;
  history.replaceState(null, '', committed);
  history.pushState(null, '', now);
  committed = now;
}

/** Takes over what the address says; what it says wrongly becomes the default. */
function apply(): void {
  const [, section = '', query = ''] = /^#?([^?]*)\??(.*)$/s.exec(location.hash) ?? [];
  const fields = new URLSearchParams(query);
  clearTimeout(replaceTimer);
  clearTimeout(commitTimer);
  replaceTimer = undefined;
  applying = true;
  batch(() => {
    place.value = sections.find((name) => name === section) ?? sections[0];
    for (const [key, { read }] of params) {
      read(fields.get(key));
      fields.delete(key);
    }
    unclaimed = fields;
  });
  applying = false;
  committed = current();
}

apply();
addEventListener('popstate', apply);
addEventListener('pointerdown', () => (held = true), { capture: true });
for (const type of ['pointerup', 'pointercancel']) addEventListener(type, () => (held = false), { capture: true });
