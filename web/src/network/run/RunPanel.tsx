import { computed, signal } from '@preact/signals';

import { Choice } from '../../ui/Choice';
import { outcome } from '../session/quantization';
import { network, session } from '../session/session';
import { Camera } from './Camera';
import { DrawPad } from './DrawPad';
import { InputImage } from './InputImage';
import { floatScores, input } from './input';
import { quantizedScores } from './quantized-input';
import { Latency } from './Latency';
import { OpenPicture } from './OpenPicture';
import { PreprocessingControls } from './PreprocessingControls';
import { Predictions } from './Predictions';
import { Strip } from './Strip';

const filters = [['all', 'All'], ['wrong', 'Float is wrong'], ['differ', 'The two differ']] as const;
type Filter = (typeof filters)[number][0];
const filter = signal<Filter>('all');

const shown = computed<number[]>(() => {
  const { test, answers } = session.value!;
  const all = [...Array(test?.length ?? 0).keys()];
  const quantized = outcome.value?.session === session.value ? outcome.value?.answers : undefined;
  if (filter.value === 'differ' && quantized) return all.filter((i) => answers!.top[i] !== quantized.top[i]);
  if (filter.value === 'all' || !answers || !test?.labels) return all;
  return all.filter((i) => test.labels![i]! >= 0 && answers.top[i] !== test.labels![i]);
});

const columns = computed(() => {
  const [float, quantized] = [floatScores.value, quantizedScores.value];
  return [...(float ? [{ is: 'float', scores: float } as const] : []), ...(float && quantized ? [{ is: 'quantized', scores: quantized } as const] : [])];
});

/** Images, and what the networks make of them. */
export function RunPanel() {
  const { network: of, test } = session.value!;
  return (
    <section class="run" aria-label="Run">
      {test && (
        <>
          <div class="run-filter">
            <Choice label="Which images" quiet value={filter.value} options={filters.filter(([name]) => name !== 'wrong' || test.labels)} onInput={(next) => (filter.value = next)} />
            <span class="hint number">{shown.value.length === test.length ? test.title : `${shown.value.length} of ${test.title}`}</span>
          </div>
          <Strip samples={test} shown={shown.value} />
        </>
      )}
      <div class="run-one" data-pad={of.demo?.id === 'digits' || undefined}>
        {of.demo?.id === 'digits' && <DrawPad />}
        <div class="run-input">
          <InputImage />
          <p class="input-title"><strong>{input.value?.title}</strong></p>
          <div class="row">
            <OpenPicture />
            <Camera />
          </div>
        </div>
        <Predictions columns={columns.value} />
      </div>
      {!network.value!.demo && <PreprocessingControls />}
      {outcome.value && <Latency />}
    </section>
  );
}
