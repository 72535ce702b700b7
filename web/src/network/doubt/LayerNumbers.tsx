import { signal, useSignalEffect } from '@preact/signals';
import type { QuantizedLayer, ValueHistogram as Counts } from 'zeropoint/worker';

import { Slider } from '../../ui/Slider';
import { layerTitle, shortName } from '../graph/layer-names';
import { exportedFile, originalFile } from '../see/files';
import { floatWeights, type FloatWeights } from '../see/integer-layer';
import { calibration, outcome, type Outcome } from '../session/quantization';
import { trace } from '../session/trace';
import { layer as chosen } from '../state/pointed';
import { countsOf, tileOf } from './tiles';
import { ValueHistogram } from './ValueHistogram';

interface Values {
  outcome: Outcome;
  layer: QuantizedLayer;
  results: Counts | undefined;
  weights: FloatWeights | undefined;
}
const values = signal<Values | undefined>(undefined);
const tile = signal(0);
const bins = { results: 160, weights: 80 };

async function find(of: Outcome, name: string): Promise<Values> {
  const layer = of.quantized.layers.find((entry) => entry.name === name)!;
  const { network } = of.session;
  const results = layer.writes[0] === undefined ? undefined : await calibration.peek()!.histogram(layer.writes[0], bins.results);
  // Where the core folded normalization into weights, the file's are not those that were quantized.
  const folded = network.model.file.operators['BatchNormalization'] !== undefined;
  const weights = layer.weights && !folded ? floatWeights(originalFile(network), await exportedFile(of), name) : undefined;
  return { outcome: of, layer, results, weights };
}

/** The weights and the results of the chosen layer, with the integers that stand for them. */
export function LayerNumbers() {
  useSignalEffect(() => {
    const [of, name] = [outcome.value, chosen.value?.name];
    if (!of || name === undefined) return;
    // What was replaced meanwhile answers no more, and its successor is looked at next.
    void find(of, name).then((found) => {
      if (of === outcome.peek() && name === chosen.peek()?.name) values.value = found;
    }, () => {});
  });
  const now = values.value;
  if (!now || now.layer.name !== chosen.value?.name) return <section class="layer-numbers" />;
  const { layer, results } = now;
  return (
    <section class="layer-numbers" aria-label={`Values of ${layer.name}`} data-settled={now.outcome === outcome.value || undefined} data-testid="layer-numbers">
      <h2>{shortName(layer.name, 60)} · {layerTitle(layer)} {layer.float && <span class="hint">runs in float{layer.why && `: ${layer.why}`}</span>}</h2>
      <div class="doubt-pair">
        {layer.weights && (now.weights ? <Weights weights={now.weights} codes={layer.weights} /> : <AllWeights layer={layer} />)}
        {results && <ValueHistogram title="results, over the calibration images" counts={results} qparams={layer.output} testId="result-histogram" />}
      </div>
    </section>
  );
}

function Weights({ weights, codes }: { weights: FloatWeights; codes: NonNullable<QuantizedLayer['weights']> }) {
  const tiles = codes.qparams.length;
  const shown = Math.min(tile.value, tiles - 1);
  const counts = countsOf(tileOf(weights, codes.granularity, tiles, shown), bins.weights);
  return (
    <div>
      <ValueHistogram title="weights" counts={counts} qparams={codes.qparams[shown]} testId="weight-histogram" />
      {tiles > 1 && <Slider label={`Which of ${tiles} grids`} value={shown} min={0} max={tiles - 1} onInput={(value) => (tile.value = Math.round(value))} />}
    </div>
  );
}

/** Where the file's weights are not those that were quantized: all of them, on the first of the grids. */
function AllWeights({ layer: { name, weights } }: { layer: QuantizedLayer }) {
  const counts = trace.value?.get(name)?.weightHistogram;
  const grids = weights!.qparams;
  if (!counts) return null;
  return <ValueHistogram title="weights" counts={counts} qparams={grids[0]} whose={grids.length > 1 ? `first of ${grids.length} grids` : undefined} testId="weight-histogram" />;
}
