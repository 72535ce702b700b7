import type { ComponentChildren } from 'preact';

import { svgFile } from '../../ui/svg-file';
import { CopyButton } from '../../ui/CopyButton';
import { download } from '../../ui/download';
import { bytes } from '../../ui/format';
import { link } from '../../state/link';
import { outcome, verdict } from '../session/quantization';
import { trace } from '../session/trace';
import { layersCsv } from '../doubt/LayerTable';
import { Tradeoff } from '../doubt/Tradeoff';
import { report } from './report';
import { commandLine, snippet } from './reproduce';

const recipeText = () => `${JSON.stringify(outcome.peek()!.recipe, null, 2)}\n`;

/** The pictures that are on screen, as files of their own. */
function pictures(): { title: string; svg: string }[] {
  const found = [['The network', '.net-graph-window svg'], ['Tried so far', '[data-testid=tradeoff]']] as const;
  return found.flatMap(([title, selector]) => {
    const svg = document.querySelector<SVGSVGElement>(selector);
    return svg ? [{ title, svg: svgFile(svg, title, title) }] : [];
  });
}

/** What one leaves with: the network in integers, how it was made, and the numbers. */
export function TakeAway() {
  const now = outcome.value!;
  const { network, test } = now.session;
  const demo = network.demo?.id;
  const samples = demo === 'fashion-mobile' ? 'models/data/fashion-mnist-train-512' : demo === 'digits' ? 'models/data/mnist-train-512' : 'images/';
  const command = commandLine(network, samples);
  const code = snippet(network, now.recipe, samples);
  const saveOnnx = async () => download(await now.quantized.toOnnx(), 'application/octet-stream', `${network.name}-int8.onnx`);
  const saveReport = () =>
    download(report({ outcome: now, verdict: verdict.peek()!, trace: trace.peek(), pictures: pictures(), command }), 'text/html', `${network.name}-report.html`);
  return (
    <section class="take-away" aria-label="Take away">
      <div class="take-files">
        <File title="Network in integers" about={`ONNX with QuantizeLinear and DequantizeLinear, which other runtimes load; weights ${bytes(now.quantized.size.bytes)}.`}>
          <button type="button" class="button" data-main data-testid="save-onnx" onClick={() => void saveOnnx()}>Save ONNX</button>
        </File>
        <File title="Recipe" about="What was chosen, as JSON, for the command and the package.">
          <button type="button" class="button" data-testid="save-recipe" onClick={() => download(recipeText(), 'application/json', 'recipe.json')}>Save JSON</button>
          <CopyButton label="Copy" text={recipeText} />
        </File>
        <File title="Report" about={`One HTML file with the numbers and pictures; ${test!.title}.`}>
          <button type="button" class="button" data-testid="save-report" onClick={saveReport}>Save HTML</button>
        </File>
        <File title="Layers" about="The table of the layers with all digits, for the image that is looked at.">
          <button type="button" class="button" data-testid="save-csv" onClick={() => download(layersCsv(), 'text/csv', `${network.name}-layers.csv`)}>Save CSV</button>
        </File>
        <File title="Link" about={demo ? 'This network with these settings.' : 'These settings; your network and images stay with you.'}>
          <CopyButton label="Copy link" text={link} />
        </File>
      </div>
      <Tradeoff />
      <Code title="From a shell" code={command} testId="command" />
      <Code title="In JavaScript" code={code} testId="net-snippet" />
    </section>
  );
}

function File({ title, about, children }: { title: string; about: string; children: ComponentChildren }) {
  return (
    <div class="take-file">
      <h2>{title}</h2>
      <p class="hint">{about}</p>
      <p class="row">{children}</p>
    </div>
  );
}

function Code({ title, code, testId }: { title: string; code: string; testId: string }) {
  return (
    <div class="take-code">
      <p class="row"><strong>{title}</strong> <CopyButton label="Copy" text={() => code} /></p>
      <pre tabIndex={0} aria-label={title}><code data-testid={testId}>{code}</code></pre>
    </div>
  );
}
