
import { encodePng } from './encode-png';
import { facts, metrics } from './metric-list';
import { complete, type Outcome } from './work';

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const stem = ({ photo, options }: Outcome) =>
  `${photo.name.replace(/\.\w+$/, '').replaceAll(/[^\w-]+/g, '-').toLowerCase()}-${options.bits}bit`;

/** The quantized picture, with all its pixels. */
export async function savePng(): Promise<void> {
  const of = complete.peek();
  if (of) download(await encodePng(of.result.image), `${stem(of)}.png`);
}

const values = (of: Outcome) => Object.fromEntries(metrics.map(({ id, value }) => [id, value(of)]));


export function saveJson(): void {
  const of = complete.peek();
  if (!of) return;
  const { qparams, tiles } = of.result;
  const report = { picture: of.photo.name, options: of.options, metrics: values(of), ...facts(of), tiles, qparams };
  // JSON has no infinity; PSNR and SQNR without error are "Infinity".
  const text = JSON.stringify(report, (_, value: unknown) => (value === Infinity ? 'Infinity' : value), 2);
  download(new Blob([text], { type: 'application/json' }), `${stem(of)}.json`);
}

export function saveCsv(): void {
  const of = complete.peek();
  if (!of) return;
  const rows = metrics.map(({ id, value, unit }) => [id, value(of) ?? '', unit].join(','));
  download(new Blob([['metric,value,unit', ...rows, ''].join('\n')], { type: 'text/csv' }), `${stem(of)}.csv`);
}
