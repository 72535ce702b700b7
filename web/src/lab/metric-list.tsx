import type { ComponentChildren } from 'preact';

import { bytes, count, three } from '../ui/format';
import type { Outcome } from './work';

export interface Metric {
  id: string;
  name: string;
  unit: string;
  value: (of: Outcome) => number | undefined;
  text?: (value: number) => string;
  what: ComponentChildren;
  /** Known only when the hand has rested. */
  late?: boolean;
}

const colourValues = ({ result }: Outcome) => 3 * result.image.width * result.image.height;

export const metrics: readonly Metric[] = [
  { id: 'psnr', name: 'PSNR', unit: 'dB', value: ({ result }) => result.metrics.psnr, what: 'Peak signal-to-noise ratio, 10·log₁₀(255² / MSE). More is better; from about 40 dB on eyes see no difference.' },
  { id: 'ssim', name: 'SSIM', unit: '', late: true, value: ({ result }) => result.metrics.ssim, what: 'Structural similarity of 11 × 11 pixel surroundings (Wang et al. 2004), mean of R, G and B. 1 is the same picture.' },
  { id: 'sqnr', name: 'SQNR', unit: 'dB', value: ({ result }) => result.metrics.sqnr, what: 'Signal-to-quantization-noise ratio, 10·log₁₀(Σv² / Σ(v − v̂)²). One bit more brings about 6 dB.' },
  { id: 'mse', name: 'MSE', unit: 'levels²', value: ({ result }) => result.metrics.mse, what: 'Mean squared error, the mean of (v − v̂)² over all colour values, in 8-bit levels squared.' },
  { id: 'max-error', name: 'Max error', unit: 'levels', value: ({ result }) => result.metrics.maxAbsError, what: 'Largest |v − v̂| of any colour value, in 8-bit levels. Half a step where nothing saturates.' },
  { id: 'entropy', name: 'Entropy of q', unit: 'bits', value: ({ result }) => result.entropyBits, what: 'Shannon entropy of the codes: bits a value that a perfect coder would need, at most the bits of a code.' },
  { id: 'saturated', name: 'Saturated', unit: '%', value: (of) => (100 * of.result.saturated) / colourValues(of), what: 'Share of the colour values beyond the ends of the range, which get the last code.' },
  { id: 'size', name: 'Size', unit: '', value: ({ result }) => result.size.total, text: bytes, what: 'Codes packed without gaps, plus 4 bytes for each S and 1 for each affine Z. Nothing is compressed further.' },
  { id: 'ratio', name: 'of the original', unit: '%', value: ({ result }) => (100 * result.size.total) / result.size.original, text: three, what: 'Size beside the 3 bytes a pixel of the original, before any file format compresses it.' },
];

/** Beside the metrics in the files that are saved. */
export const facts = ({ result }: Outcome) => ({
  width: result.image.width,
  height: result.image.height,
  colourValues: 3 * result.image.width * result.image.height,
  saturatedValues: result.saturated,
  bytes: result.size,
});

export const pixelsText = (width: number, height: number) => `${count(width)} × ${count(height)} px`;
