// The report: one HTML file with everything in it, that needs nothing else and asks nothing of anybody.
import { count, three } from '../../ui/format';
import { layerTitle, sizeText } from '../graph/layer-names';
import type { Outcome, Verdict } from '../session/quantization';
import type { LayerTrace } from 'zeropoint/worker';

const escaped = (text: unknown) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 3px 14px 3px 0; text-align: right; border-top: 1px solid #8886; }
th:first-child, td:first-child { text-align: left; }
pre { overflow: auto; padding: 1rem; background: #8882; }
svg, img { max-width: 100%; height: auto; }
`;

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const row = (cells: readonly unknown[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

export interface ReportParts {
  outcome: Outcome;
  verdict: Verdict;
  trace: ReadonlyMap<string, LayerTrace> | undefined;
  /** SVG files, with what they show. */
  pictures: readonly { title: string; svg: string }[];
  command: string;
}

export function report({ outcome, verdict, trace, pictures, command }: ReportParts): string {
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
${pictures.map(({ title: name, svg }) => `<h2>${escaped(name)}</h2>\n${svg.replace(/<\?xml[^>]*>/, '')}`).join('\n')}
<h2>Layers</h2>
${table(['layer', 'operator', 'output', 'parameters', 'weight bits', 'SQNR, dB', 'saturated, %'], rows)}
<h2>Recipe</h2>
<pre>${escaped(JSON.stringify(recipe, null, 2))}</pre>
<h2>The same from a shell</h2>
<pre>${escaped(command)}</pre>
</body></html>
`;
}
