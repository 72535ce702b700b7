import { download } from '../ui/download';
import { encodePng } from './encode-png';
import { facts, metrics } from './metric-list';
import { complete, type Outcome } from './work';

const stem = ({ photo, options }: Outcome) =>
  `${photo.name.replace(/\.\w+$/, '').replaceAll(/[^\w-]+/g, '-').toLowerCase()}-${options.bits}bit`;

/** The quantized picture, with all its pixels. */
export async function savePng(): Promise<void> {
  const of = complete.peek();
  if (of) download(await encodePng(of.result.image), 'image/png', `${stem(of)}.png`);
}

const values = (of: Outcome) => Object.fromEntries(metrics.map(({ id, value }) => [id, value(of)]));

export function saveJson(): void {
  const of = complete.peek();
  if (!of) return;
  const { qparams, tiles } = of.result;
  const report = { picture: of.photo.name, options: of.options, metrics: values(of), ...facts(of), tiles, qparams };
  // JSON has no infinity; PSNR and SQNR without error are "Infinity".
  const text = JSON.stringify(report, (_, value: unknown) => (value === Infinity ? 'Infinity' : value), 2);
  download(text, 'application/json', `${stem(of)}.json`);
}

export function saveCsv(): void {
  const of = complete.peek();
  if (!of) return;
  const rows = metrics.map(({ id, value, unit }) => [id, value(of) ?? '', unit].join(','));
  download(['metric,value,unit', ...rows, ''].join('\n'), 'text/csv', `${stem(of)}.csv`);
}
