// Ranges that people meet, each with what it shows.
import { defaults, type Settings } from './state';

export interface Preset {
  name: string;
  sentence: string;
  settings: Settings;
}

const preset = (name: string, sentence: string, some: Partial<Settings>): Preset => ({
  name, sentence, settings: { ...defaults, ...some },
});

const symmetric = { signed: true, symmetric: true, narrowRange: true } as const;

export const presets: readonly Preset[] = [
  preset('Sixteen codes', 'Small enough to count: −1 to 2 in 4 bits, where 0 has the code 5.', {}),
  preset('An 8-bit pixel', 'Brightness from 0 to 1 in 256 levels: S = 1/255 and Z = 0, as in every 8-bit picture.', {
    min: 0, max: 1, bits: 8, r: 0.5,
  }),
  preset('Weights, symmetric int8', 'Z is 0 and drops out of the convolution; the longer side of the range decides S.', {
    min: -0.42, max: 0.37, bits: 8, r: 0.1, ...symmetric,
  }),
  preset('After ReLU6', 'Nothing lies below 0, so Z = 0 and no code is wasted; 7 is clipped, as ReLU6 would do.', {
    min: 0, max: 6, bits: 8, r: 7,
  }),
  preset('One outlier', 'A single 100 stretches S so far that all values from −1 to 3 share one code.', {
    min: -1, max: 100, bits: 4, r: 2,
  }),
  preset('Ternary', 'Two bits, narrow range: every weight becomes −S, 0 or S.', { min: -1, max: 1, bits: 2, r: 0.6, ...symmetric }),
  preset('A range without 0', 'From 2 to 5: it is widened to 0, which must have a code, and those below 2 go unused.', {
    min: 2, max: 5, bits: 4, r: 3.1,
  }),
];

export const isSame = (a: Settings, b: Settings) =>
  (Object.keys(a) as (keyof Settings)[]).every((name) => Object.is(a[name], b[name]));
