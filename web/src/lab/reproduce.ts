import type { ImageOptions } from 'zeropoint/worker';

const standard: Record<string, unknown> = {
  bits: 8,
  symmetric: false,
  signed: false,
  granularity: { kind: 'image' },
  method: 'minmax',
  rounding: 'nearest-even',
};

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== false);
  return `{ ${fields.map(([key, field]) => `${key}: ${literal(field)}`).join(', ')} }`;
}

/** The lines of JavaScript that give the same numbers; `imageData` holds the picture's RGBA bytes. */
export function snippet(options: ImageOptions): string {
  const wanted = Object.fromEntries(
    Object.entries({ ...options, ssim: true }).filter(([key, value]) => literal(value) !== literal(standard[key])),
  );
  return [
    `import { loadZeropoint } from 'zeropoint';`,
    ``,
    `const zp = await loadZeropoint();`,
    `const options = ${literal(wanted)};`,
    `const { image, qparams, metrics, size } = zp.quantizeImage(imageData, options);`,
    `console.log(qparams[0], metrics, size);`,
  ].join('\n');
}
