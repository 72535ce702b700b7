import { signal } from '@preact/signals';

import type { Sensitivity as Rankings } from 'zeropoint/worker';

import { Choice } from '../../ui/Choice';
import { isAborted } from '../../core/engine';
import { three } from '../../ui/format';
import { shortName } from '../graph/layer-names';
import { calibration, inputsOf, outcome, type Outcome } from '../session/quantization';
import { part } from '../session/samples';
import { pointedLayer, pointing } from '../state/pointed';
import { chosenLayer } from '../state/settings';

interface Ranking extends Rankings {
  outcome: Outcome;
}

const ranking = signal<Ranking | undefined>(undefined);
const done = signal<number | undefined>(undefined);
const wrong = signal('');
const kind = signal<'only' | 'allBut'>('only');
const images = 64;

let abort = new AbortController();

async function rank(): Promise<void> {
  const of = outcome.peek()!;
  const { network, test } = of.session;
  abort.abort();
  abort = new AbortController();
  const { signal: stop } = abort;
  wrong.value = '';
  done.value = 0;
  try {
    const onProgress = (share: number) => void (!stop.aborted && (done.value = share));
    const some = inputsOf(network, part(test!, 0, Math.min(images, test!.length), test!.title));
    const rankings = await network.model.sensitivity(calibration.peek()!, of.recipe, some, { onProgress, signal: stop });
    if (!stop.aborted) ranking.value = { ...rankings, outcome: of };
  } catch (error) {
    if (!stop.aborted && !isAborted(error) && of === outcome.peek()) wrong.value = error instanceof Error ? error.message : String(error);
  } finally {
    if (!stop.aborted) done.value = undefined;
  }
}

function stop(): void {
  abort.abort();
  done.value = undefined;
}

const hints = {
  only: 'one layer quantized, all others in float: what it costs by itself',
  allBut: 'one layer in float, all others quantized: what keeping it would bring',
};

/** Which layers hurt: each quantized alone, and each left in float alone. */
export function Sensitivity() {
  const now = ranking.value?.outcome.session === outcome.value?.session ? ranking.value : undefined;
  const entries = now?.[kind.value];
  const busy = done.value !== undefined;
  return (
    <section class="sensitivity" aria-label="Sensitivity">
      <div class="row">
        <h2>Which layer hurts</h2>
        <button type="button" class="button" disabled={busy || !outcome.value} onClick={() => void rank()}>{now ? 'Rank again' : 'Rank the layers'}</button>
        {busy && (
          <>
            <progress value={done.value} aria-label="Ranking the layers" />
            <button type="button" class="button" onClick={stop}>Stop</button>
          </>
        )}
        {wrong.value && <span class="net-refusal" role="alert">{wrong.value}</span>}
      </div>
      {entries && (
        <>
          <Choice label="Ranking" quiet value={kind.value} options={[['only', 'Only this one'], ['allBut', 'All but this one']]} onInput={(next) => (kind.value = next)} />
          <p class="hint">{hints[kind.value]}; {images} images{now!.outcome !== outcome.value && ', with an earlier recipe'}</p>
          <div class="scroll layer-table" tabIndex={0} role="region" aria-label="Ranking of the layers">
            <table data-testid="sensitivity">
              <thead><tr><th scope="col">layer</th><th scope="col" data-numeric>SQNR, dB</th><th scope="col" data-numeric>agree, %</th></tr></thead>
              <tbody>
                {entries.map(({ layer, sqnrDb, agreement }) => (
                  <tr key={layer} data-lit={pointedLayer.value === layer || undefined} {...pointing(layer)}>
                    <th scope="row"><button type="button" title={layer} onClick={() => (chosenLayer.value = layer)}>{shortName(layer, 40)}</button></th>
                    <td data-numeric data-exact={String(sqnrDb)}>{three(sqnrDb)}</td>
                    <td data-numeric data-exact={String(agreement)}>{three(100 * agreement)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
