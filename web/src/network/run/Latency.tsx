import { signal } from '@preact/signals';
import { loadZeropointWorker, type KernelName, type ZeropointWorker } from 'zeropoint/worker';

import { engine } from '../../core/engine';
import { Exact } from '../../ui/Exact';
import type { Runner } from '../session/answers';
import { inputsOfImage, rowsOfImage } from '../session/network';
import { outcome, type Outcome } from '../session/quantization';
import { input, type Input } from './input';

interface Time {
  kernels: string;
  float: number;
  quantized: number;
}
const times = signal<{ outcome: Outcome; rows: Time[] } | undefined>(undefined);
/** Share of the measurement that is under way. */
const done = signal<number | undefined>(undefined);
const wrong = signal('');

const budget = 400; // ms for each number
const fewest = 5;

/** The median of one image at a time, in milliseconds, after the first runs. */
async function medianOf(runner: Runner, { session: { network } }: Outcome, of: Input): Promise<number> {
  const inputs = inputsOfImage(network, of.bytes);
  for (let i = 0; i < 3; ++i) await runner.run(inputs);
  const taken: number[] = [];
  const start = performance.now();
  while (taken.length < fewest || performance.now() - start < budget) {
    const before = performance.now();
    await runner.run(inputs);
    taken.push((performance.now() - before) / rowsOfImage(network));
  }
  return taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)]!;
}

let own: ZeropointWorker | undefined;

/** What is being timed never answers. */
function stop(): void {
  own?.dispose();
  own = undefined;
  done.value = undefined;
}

async function timesOf(kernels: KernelName, of: Outcome, at: Input, file: Uint8Array, tell: () => void): Promise<Time> {
  const mine = (own = await loadZeropointWorker({ kernels }));
  try {
    const [float, quantized] = [await mine.loadModel(of.session.network.file), await mine.loadModel(file)];
    const first = await medianOf(float, of, at);
    tell();
    const second = await medianOf(quantized, of, at);
    tell();
    return { kernels, float: first, quantized: second };
  } finally {
    mine.dispose();
  }
}

async function measure(): Promise<void> {
  const of = outcome.peek()!;
  const at = input.peek()!;
  done.value = 0;
  wrong.value = '';
  try {
    const { availableKernels } = await engine();
    const file = await of.quantized.toOnnx();
    const rows: Time[] = [];
    const tell = () => void (done.value !== undefined && (done.value += 1 / (2 * availableKernels.length)));
    for (const kernels of availableKernels) {
      if (done.peek() === undefined) return;
      rows.unshift(await timesOf(kernels, of, at, file, tell));
    }
    times.value = { outcome: of, rows };
  } catch (error) {
    if (done.peek() !== undefined) wrong.value = error instanceof Error ? error.message : String(error);
  } finally {
    done.value = undefined;
  }
}

/** How long one image takes, in float and in integers, with each back end. */
export function Latency() {
  const known = times.value?.outcome === outcome.value ? times.value : undefined;
  return (
    <section class="latency" aria-label="Latency">
      <p class="row">
        <button type="button" class="button" disabled={done.value !== undefined || !input.value} onClick={() => void measure()}>Measure the time of an image</button>
        {done.value !== undefined && (
          <>
            <progress class="latency-progress" value={done.value} aria-label="Measuring" />
            <button type="button" class="button" onClick={stop}>Stop</button>
          </>
        )}
        {wrong.value && <span class="net-refusal" role="alert">{wrong.value}</span>}
      </p>
      {known && (
        <table class="totals number" data-testid="latency">
          <thead><tr><td>kernels</td><th scope="col" data-is="float">float, ms</th><th scope="col" data-is="quantized">quantized, ms</th></tr></thead>
          <tbody>
            {known.rows.map(({ kernels, float, quantized }) => (
              <tr key={kernels}><th scope="row">{kernels}</th><td><Exact value={float} /></td><td><Exact value={quantized} /></td></tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
