import type { ComponentChildren } from 'preact';

import { CopyButton } from '../../ui/CopyButton';
import { download } from '../../ui/download';
import { bytes, three } from '../../ui/format';
import { srgb } from '../../ui/srgb';
import { link } from '../../state/link';
import type { DemoId } from '../session/demos';
import { outcome, verdict } from '../session/quantization';
import { trace } from '../session/trace';
import { input } from '../run/input';
import { layer } from '../state/pointed';
import { layersCsv } from '../doubt/LayerTable';
import { Tradeoff } from '../doubt/Tradeoff';
import { report } from './report';
import { reportPictures } from './report-pictures';
import { commandLine, snippet, type Source } from './reproduce';

/** What the page itself calibrates with, where those are files that go with the project. */
const sources: Partial<Record<DemoId, Source>> = {
  'fashion-mobile': { path: 'models/data/fashion-mnist-train-512' },
  digits: { path: 'models/data/mnist-train-512', limit: 256 },
};

const recipeText = () => `${JSON.stringify(outcome.peek()!.recipe, null, 2)}\n`;

/** The layer that is looked at, and the one that lost most. */
function layersOfReport(): { layer: string; why: string }[] {
  const chosen = { layer: layer.peek()!.name, why: 'The layer that was chosen.' };
  const traced = [...(trace.peek()?.values() ?? [])].filter(({ sqnrDb }) => Number.isFinite(sqnrDb));
  const worst = traced.sort((a, b) => a.sqnrDb - b.sqnrDb)[0];
  if (!worst) return [chosen];
  const why = `The layer with the lowest SQNR, ${three(worst.sqnrDb)} dB.`;
  return worst.name === chosen.layer ? [{ ...chosen, why }] : [chosen, { layer: worst.name, why }];
}

const colourOf = (name: string) => srgb(getComputedStyle(document.documentElement).getPropertyValue(name));

async function saveReport(command: string): Promise<void> {
  const now = outcome.peek()!;
  const parts = {
    outcome: now, verdict: verdict.peek()!, trace: trace.peek(), command,
    pictures: await reportPictures(now, input.peek(), layersOfReport()),
    colours: { float: colourOf('--original'), quantized: colourOf('--quantized'), error: colourOf('--error-high') },
  };
  download(report(parts), 'text/html', `${now.session.network.name}-report.html`);
}

/** What one leaves with: the network in integers, how it was made, and the numbers. */
export function TakeAway() {
  const now = outcome.value!;
  const { network, test } = now.session;
  const demo = network.demo?.id;
  const source = (demo && sources[demo]) ?? { path: 'images/' };
  const command = commandLine(network, now.recipe, source);
  const code = snippet(network, now.recipe, source);
  const saveOnnx = async () => download(await now.quantized.toOnnx(), 'application/octet-stream', `${network.name}-int8.onnx`);
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
        <File title="Report" about={`One HTML file with the numbers, the pictures and feature maps; ${test!.title}.`}>
          <button type="button" class="button" data-testid="save-report" onClick={() => void saveReport(command)}>Save HTML</button>
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
