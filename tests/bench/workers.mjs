// A batch spread over plain workers, without shared memory: what a page without special headers can have of a second core.
import { interleaved } from './rounds.mjs';

const counts = [1, 2];
const batch = 16;

/** One network: { …network, rows: { '1 worker': { median, min }, … } }, in milliseconds for one picture. */
export async function workersBench(loadWorker, network, bytes, values, rounds) {
  const workers = await Promise.all(Array.from({ length: Math.max(...counts) }, () => loadWorker()));
  try {
    const models = await Promise.all(workers.map((worker) => worker.loadModel(bytes)));
    const input = { data: values, shape: network.shape };
    // Each worker has its share of the pictures waiting; what comes back is checked once, below.
    const spread = (count) => () => Promise.all(Array.from({ length: batch }, (_, i) => models[i % count].run(input)));
    const [a, b] = (await spread(2)()).map((result) => Object.values(result)[0].data);
    if (a.some((x, i) => x !== b[i])) throw new Error(`${network.name}: the workers' outputs differ`);
    const rows = await interleaved(Object.fromEntries(counts.map((count) => [`${count} worker${count > 1 ? 's' : ''}`, spread(count)])), { rounds });
    for (const row of Object.values(rows)) {
      row.median /= batch;
      row.min /= batch;
    }
    return { ...network, rounds, rows };
  } finally {
    for (const worker of workers) worker.dispose();
  }
}
