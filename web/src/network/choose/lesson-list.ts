// The classic lessons: one sentence, one live control, one equation each.
import type { DemoId } from '../session/demos';
import type { LayerSettings } from '../state/recipe-settings';

export interface Lesson {
  id: string;
  title: string;
  demo: DemoId;
  settings: Partial<LayerSettings>;
  sentence: string;
  equation: string;
  /** The live control: a setting and the values to compare. */
  control: { label: string; setting: keyof LayerSettings; options: readonly (readonly [string, string])[] };
}

export const lessons: readonly Lesson[] = [
  {
    id: 'depthwise',
    title: 'One scale for a depthwise layer',
    demo: 'fashion-mobile',
    settings: { weightBits: 8, granularity: 'tensor' },
    sentence: 'Six dead channels of the first depthwise layer have weights up to 1,600 times as large as the living ones, and one S for all leaves the living ones a code or none, even with 8 bits.',
    equation: 'S = (rmax − rmin) / (qmax − qmin)',
    control: { label: 'S for each', setting: 'granularity', options: [['tensor', 'tensor'], ['channel', 'channel']] },
  },
  {
    id: 'four-bits',
    title: '4 bits, per tensor or per channel',
    demo: 'cifar-resnet8',
    settings: { weightBits: 4, granularity: 'tensor' },
    sentence: 'With 15 codes the widest output channel sets the step for all of them; an S for each channel lets the narrow ones have finer steps.',
    equation: 'q = clamp(rne(r / S) + Z, qmin, qmax)',
    control: { label: 'S for each', setting: 'granularity', options: [['tensor', 'tensor'], ['channel', 'channel']] },
  },
  {
    id: 'outlier',
    title: 'An outlier, min–max or percentile',
    demo: 'digits',
    settings: { weightBits: 8, activationBits: 3, activationMethod: 'minmax', activationPercentile: 99.9 },
    sentence: 'Min–max stretches the few codes to the one largest value that any image ever gave; a percentile saturates the rarest and keeps steps fine for all others.',
    equation: 'S = (rmax − rmin) / (qmax − qmin)',
    control: { label: 'Range', setting: 'activationMethod', options: [['minmax', 'min–max'], ['percentile', 'percentile']] },
  },
];
