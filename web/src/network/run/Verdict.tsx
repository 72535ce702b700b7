import type { ComponentChildren } from 'preact';

import { bytes, count } from '../../ui/format';
import { isSettled, outcome, refusal, stopWork, verdict, working } from '../session/quantization';
import { session } from '../session/session';

const percent = (part: number, of: number) => (100 * part) / of;

/** The two networks side by side: how often they are right and agree, and how large they are. */
export function Verdict() {
  const now = verdict.value;
  const size = outcome.value?.quantized.size;
  const stale = outcome.value?.session !== session.value;
  return (
    <section class="verdict" aria-label="Float and quantized" data-stale={stale || undefined} data-settled={isSettled.value || undefined} data-testid="verdict">
      {now && size && (
        <dl>
          {now.float !== undefined && (
            <>
              <Number is="float" name="float right" value={percent(now.float, now.labelled)} testId="accuracy-float" hint={`${count(now.float)} of ${count(now.labelled)}`} />
              <Number is="quantized" name="quantized right" value={percent(now.quantized!, now.labelled)} testId="accuracy-quantized" hint={`${count(now.quantized!)} of ${count(now.labelled)}`} />
            </>
          )}
          <Number name="agree" value={percent(now.agreeing, now.of)} testId="agreement" hint={`${count(now.agreeing)} of ${count(now.of)}`} />
          <div>
            <dt>weights</dt>
            <dd class="number" data-exact={String(size.bytes)} data-testid="net-size" title={`${count(size.bytes)} bytes`}>{bytes(size.bytes)}</dd>
            <dd class="hint number">of {bytes(size.floatBytes)} in float</dd>
          </div>
        </dl>
      )}
      <Progress />
    </section>
  );
}

/** Why there is no accuracy, and how to get it. */
export function Unlabelled() {
  const test = session.value?.test;
  if (!test || test.labels) return null;
  return <p class="hint">{test.whyUnlabelled ?? 'These images have no labels.'} For accuracy, drop images in folders that name their classes, or a file of labels.</p>;
}

interface NumberProps {
  name: string;
  value: number;
  hint: ComponentChildren;
  testId: string;
  is?: 'float' | 'quantized';
}

function Number({ name, value, hint, testId, is }: NumberProps) {
  return (
    <div data-is={is}>
      <dt>{name}</dt>
      <dd class="number"><data value={String(value)} title={`${value} %`} data-exact={String(value)} data-testid={testId}>{value.toFixed(1)}</data><span class="unit"> %</span></dd>
      <dd class="hint number">{hint}</dd>
    </div>
  );
}

function Progress() {
  const wrong = refusal.value;
  const work = working.value;
  return (
    <div class="verdict-work">
      {work && (
        <p class="row" role="status">
          <span class="hint">{work.doing}</span>
          <progress value={work.done} aria-label={work.doing} />
          <button type="button" class="button" onClick={stopWork}>Stop</button>
        </p>
      )}
      {wrong && <p class="net-refusal" role="alert" data-testid="net-refusal">{wrong}</p>}
    </div>
  );
}
