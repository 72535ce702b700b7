// Calibration: batches from anywhere, progress and cancel, its state as JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadZeropoint } from 'zeropoint';
import { numbers, refuses, rejects, small, smallBatches } from './quantize-support.mjs';

const zp = await loadZeropoint();
const calibrated = (batches = smallBatches(4), options = {}) => zp.loadModel(small()).calibrate(batches, options);
const same = (a, b) => assert.deepEqual(a.toJSON(), b.toJSON());

test('the ranges of all values, of inputs as they were given', async () => {
  const batches = smallBatches(3);
  const calibration = await calibrated(batches);
  assert.equal(calibration.samples, 9);
  assert.deepEqual(calibration.values.map(({ name }) => name), ['x', 'r', 'p', 'f', 'y']);
  const all = batches.flatMap(({ x }) => [...x]);
  assert.deepEqual(calibration.values[0], { name: 'x', min: Math.min(...all), max: Math.max(...all) });
  assert.equal(calibration.values[1].min, 0); // behind the Relu
});

test('an array, a generator and an async generator give the same', async () => {
  const batches = smallBatches(4);
  const wanted = await calibrated(batches);
  same(await calibrated((function* () { yield* batches; })()), wanted);
  same(await calibrated((async function* () { yield* batches; })()), wanted);
  // Batches of other sizes hold the same samples.
  same(await calibrated(batches.flatMap(({ x }) => [x.subarray(0, 32), x.subarray(32)])), wanted);
});

test('progress after each batch, and other work in between', async () => {
  const seen = [];
  let turns = 0;
  let going = true;
  const turn = () => {
    ++turns;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  await calibrated(smallBatches(5), { onProgress: (samples) => seen.push(samples) });
  going = false;
  assert.deepEqual(seen, [3, 6, 9, 12, 15]);
  assert.ok(turns >= 3, `the event loop went round ${turns} times`);
});

test('a signal stops it, and closes where samples come from', async () => {
  const abort = new AbortController();
  let closed = false;
  async function* endless() {
    try {
      for (;;) yield* smallBatches(1);
    } finally {
      closed = true;
    }
  }
  const onProgress = (samples) => samples === 9 && abort.abort();
  await rejects('aborted', /the calibration was stopped/, calibrated(endless(), { signal: abort.signal, onProgress }));
  assert.ok(closed);
  await rejects('aborted', /stopped/, calibrated([], { signal: AbortSignal.abort() }));
});

test('what cannot be calibrated is told', async () => {
  await rejects('invalid_argument', /needs samples, got none/, calibrated([]));
  await rejects('invalid_argument', /something to iterate over/, calibrated(5));
  await rejects('invalid_argument', /no input 'z'/, calibrated([{ z: numbers(32) }]));
  await rejects('not_finite', /'x'.*32/, calibrated([...smallBatches(1), { x: Float32Array.from({ length: 64 }, (_, i) => (i === 32 ? NaN : 1)) }]));
  await rejects('invalid_argument', /averag.*2/, calibrated(smallBatches(1), { averagingConstant: 2 }));
  await rejects('invalid_argument', /perChannel must be true or false/, calibrated(smallBatches(1), { perChannel: 1 }));
});

test('as JSON and back it is the same, with averages and channels too', async () => {
  for (const options of [{}, { averagingConstant: 0.25 }, { perChannel: true }]) {
    const calibration = await calibrated(smallBatches(40), options);
    const again = zp.loadCalibration(JSON.parse(JSON.stringify(calibration)));
    same(again, calibration);
    assert.deepEqual(again.values, calibration.values);
    assert.equal(again.samples, 120);
    assert.equal(calibration.values[1].channels?.length, options.perChannel ? 4 : undefined);
  }
});

test('two parts merged are one that saw everything', async () => {
  const batches = smallBatches(6);
  const [whole, first, second] = [await calibrated(batches), await calibrated(batches.slice(0, 2)), await calibrated(batches.slice(2))];
  first.merge(second);
  same(first, whole);
  const averaged = await calibrated(batches, { averagingConstant: 0.1 });
  refuses('invalid_argument', /averag/, () => averaged.merge(averaged));
  const other = await zp.loadModel(small(9)).calibrate(batches);
  refuses('invalid_argument', /network/, () => first.merge(other));
  refuses('invalid_argument', /another calibration/, () => first.merge({}));
});

test('damaged JSON says what is wrong with it', async () => {
  const json = () => JSON.parse(JSON.stringify(calibration));
  const calibration = await calibrated();
  const damaged = (message, change, code = 'invalid_argument') => {
    const broken = json();
    change(broken);
    refuses(code, message, () => zp.loadCalibration(broken));
  };
  damaged(/its format is not 'zeropoint-calibration'/, (it) => delete it.format);
  damaged(/of version 2/, (it) => (it.version = 2), 'unsupported');
  damaged(/value 'x' must have one count for each of its/, (it) => it.values[0].counts.pop());
  damaged(/value 'r' must have either values or bins/, (it) => delete it.values[1].values);
  damaged(/value 'p'\.min must be a number/, (it) => (it.values[2].min = 'low'));
  damaged(/'x'/, (it) => it.values[0].values.reverse());
  damaged(/'y'/, (it) => (it.values[4].max += 1));
});

test('a histogram counts every value', async () => {
  const calibration = await calibrated(smallBatches(5));
  const { min, max, counts } = calibration.histogram('x', 10);
  assert.equal(counts.length, 10);
  assert.equal(counts.reduce((a, b) => a + b), 5 * 3 * 32);
  assert.deepEqual([min, max], [calibration.values[0].min, calibration.values[0].max]);
  refuses('invalid_argument', /nothing/, () => calibration.histogram('nothing'));
});

test('all of it is given back, after errors and cancelled runs too', async () => {
  const model = zp.loadModel(small());
  const once = async () => {
    const calibration = await model.calibrate(smallBatches(2));
    zp.loadCalibration(calibration.toJSON()).dispose();
    calibration.dispose();
    await rejects('invalid_argument', /none/, model.calibrate([]));
    await rejects('not_finite', /x/, model.calibrate([{ x: new Float32Array(32).fill(NaN) }]));
  };
  for (let i = 0; i < 3; ++i) await once();
  const before = zp.memory;
  for (let i = 0; i < 30; ++i) await once();
  assert.deepEqual(zp.memory, before);
  const calibration = await model.calibrate(smallBatches(1));
  calibration.dispose();
  refuses('disposed', /this calibration has been disposed/, () => calibration.values);
  model.dispose();
  await rejects('disposed', /model/, model.calibrate(smallBatches(1)));
});
