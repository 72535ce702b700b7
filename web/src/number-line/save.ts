// The files that can be taken away: the picture, and all numbers of the moment.
import { download } from '../ui/download';
import type { Grid, Reading } from './arithmetic';
import { exact, shortest } from './numbers';
import { story } from './Steps';
import { svgFile } from '../ui/svg-file';

const stem = ({ settings }: Grid) => `number-line-${settings.bits}bit`;

export function saveSvg(picture: SVGSVGElement, grid: Grid, reading: Reading): void {
  const { settings: { min, max, bits, signed, symmetric }, qparams } = grid;
  const kind = `${symmetric ? 'symmetric' : 'affine'} ${signed ? 'signed' : 'unsigned'}`;
  const title = `Number line: ${exact(min)} to ${exact(max)} in ${bits} bits, ${kind}`;
  const { scale, zeroPoint, qmin, qmax } = qparams;
  const codes = `S = ${exact(scale)}, Z = ${exact(zeroPoint)}, codes ${exact(qmin)} to ${exact(qmax)}.`;
  download(svgFile(picture, title, `${codes} ${story(grid, reading)}`), 'image/svg+xml', `${stem(grid)}.svg`);
}

export function saveJson(grid: Grid, reading: Reading): void {
  const { settings, range, qparams, lowest, highest } = grid;
  const { rounded = null, ...values } = reading;
  // A wrong entry is not in the picture, and so not in the file.
  const options = { ...settings, r: shortest(reading.r) };
  const report = { options, range, qparams, lowest, highest, value: { ...values, rounded } };
  // JSON has no infinity.
  const text = JSON.stringify(report, (_, value: unknown) => (Math.abs(value as number) === Infinity ? String(value) : value), 2);
  download(`${text}\n`, 'application/json', `${stem(grid)}.json`);
}
