// The report: one HTML file with everything in it, that needs nothing else and asks nothing of anybody.
import { count, three } from '../../ui/format';
import { layerTitle, sizeText } from '../graph/layer-names';
import type { Outcome, Verdict } from '../session/quantization';
import type { LayerTrace } from 'zeropoint/worker';

import type { Sheet } from './map-sheets';
import type { LayerPictures, ReportPictures } from './report-pictures';

const escaped = (text: unknown) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 3px 14px 3px 0; text-align: right; border-top: 1px solid #8886; }
th:first-child, td:first-child { text-align: left; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; background: #8882; }
svg { max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 1rem; }
figure { margin: 0; }
figcaption { padding-left: 6px; margin-bottom: 4px; border-left: 4px solid #8886; font-size: 13px; }
.maps img, .image { width: 100%; image-rendering: pixelated; }
.image { max-width: 14rem; }
.hint { opacity: 0.75; font-size: 13px; }
`;

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const row = (cells: readonly unknown[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>`;
}

function layerPictures({ layer, why, shown, channels, sheets }: LayerPictures, colours: ReportParts['colours']): string {
  const figure = ({ is, title, url }: Sheet) =>
    `<figure><figcaption style="border-color: ${colours[is]}">${escaped(title)}</figcaption><img src="${url}" alt="${escaped(`${layer}: ${title}`)}"></figure>`;
  const which = channels === 1 ? '' : shown < channels ? `Channels 0 to ${shown - 1} of ${channels}, row by row. ` : `All ${channels} channels, row by row. `;
  return `<h3>${escaped(layer)}</h3>\n<p class="hint">${which}${escaped(why)}</p>\n<div class="maps">${sheets.map(figure).join('')}</div>`;
}

function imageAndLayers({ image, layers }: ReportPictures, colours: ReportParts['colours']): string {
  if (!image) return '';
  return `<h2>Feature maps</h2>
<figure><figcaption>${escaped(image.title)}</figcaption><img class="image" src="${image.url}" alt="${escaped(image.title)}"></figure>
${layers.map((layer) => layerPictures(layer, colours)).join('\n')}`;
}

export interface ReportParts {
  outcome: Outcome;
  verdict: Verdict;
  trace: ReadonlyMap<string, LayerTrace> | undefined;
  pictures: ReportPictures;
  /** Of the page's colours, those that the pictures are marked with. */
  colours: Record<Sheet['is'], string>;
  command: string;
}

export function report({ outcome, verdict, trace, pictures, colours, command }: ReportParts): string {
  const { session: { network, test }, quantized, recipe, title } = outcome;
  const percent = (part: number, of: number) => `${three((100 * part) / of)} % (${count(part)} of ${count(of)})`;
  const facts: [string, string][] = [
    ['network', `${network.name}, ${count(network.layers.reduce((sum, layer) => sum + layer.parameters, 0))} parameters`],
    ['quantized', title],
    ['images', test!.title],
    ...(verdict.float === undefined ? [] : [['float right', percent(verdict.float, verdict.labelled)], ['quantized right', percent(verdict.quantized!, verdict.labelled)]] as [string, string][]),
    ['in agreement', percent(verdict.agreeing, verdict.of)],
    ['weights', `${count(quantized.size.bytes)} bytes of ${count(quantized.size.floatBytes)}`],
  ];
  const rows = network.layers.map((layer) => {
    const numbers = trace?.get(layer.name);
    const codes = quantized.layers.find(({ name }) => name === layer.name);
    return [
      layer.name, layerTitle(layer), sizeText(layer.outputs[0]), count(layer.parameters),
      codes?.weights?.bits ?? '', numbers ? three(numbers.sqnrDb) : '', numbers ? three(100 * numbers.saturatedShare) : '',
    ];
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(network.name)}, quantized</title><style>${style}</style></head><body>
<h1>${escaped(network.name)}, quantized</h1>
${table(['', ''], facts)}
${pictures.drawings.map(({ title: name, svg }) => `<h2>${escaped(name)}</h2>\n${svg.replace(/<\?xml[^>]*>/, '')}`).join('\n')}
${imageAndLayers(pictures, colours)}
<h2>Layers</h2>
${table(['layer', 'operator', 'output', 'parameters', 'weight bits', 'SQNR, dB', 'saturated, %'], rows)}
<h2>Recipe</h2>
<pre>${escaped(JSON.stringify(recipe, null, 2))}</pre>
<h2>The same from a shell</h2>
<pre>${escaped(command)}</pre>
</body></html>
`;
}
