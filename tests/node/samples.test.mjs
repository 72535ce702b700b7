// The loader of samples: IDX, gzip, packed sets, folders of pictures, and what it says about damaged files.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { loadSamples, ZeropointError } from 'zeropoint/samples';

const folder = mkdtempSync(join(tmpdir(), 'zeropoint-samples-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name, bytes) {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

const idx = (axes, bytes, type = 8) => Buffer.concat([Buffer.from([0, 0, type, axes.length]), ...axes.map((n) => {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(n);
  return four;
}), Buffer.from(bytes)]);

/** A PNG whose pixels are all [r, g, b, a] or, as a function of (x, y), anything. */
function png(width, height, pixel) {
  const picture = new PNG({ width, height });
  for (let i = 0; i < width * height; ++i) {
    picture.data.set(typeof pixel === 'function' ? pixel(i % width, Math.floor(i / width)) : pixel, 4 * i);
  }
  return PNG.sync.write(picture);
}

async function all(samples) {
  const found = [];
  for await (const sample of samples) found.push(sample);
  return found;
}

const f = Math.fround;
const images = idx([3, 1, 2], [0, 255, 51, 102, 153, 204]);
const labels = idx([3], [7, 0, 9]);

for (const [kind, pack, ending] of [['IDX', (b) => b, ''], ['gzipped IDX', (b) => gzipSync(b), '.gz']]) {
  test(`${kind}: pixels / 255, and the labels beside it`, async () => {
    const file = write(`${kind}/t-images-idx3-ubyte${ending}`, pack(images));
    write(`${kind}/t-labels-idx1-ubyte${ending}`, pack(labels));
    const samples = await loadSamples(file);
    assert.deepEqual([samples.length, samples.shape, samples.labelled, samples.classes], [3, [1, 1, 2], true, undefined]);
    const found = await all(samples);
    assert.deepEqual(found.map((s) => [...s.data]), [[0, 1], [f(0.2), f(0.4)], [f(0.6), f(0.8)]]);
    assert.deepEqual(found.map((s) => s.label), [7, 0, 9]);
    assert.equal(found[1].name, `t-images-idx3-ubyte${ending}[1]`);
    assert.deepEqual(await all(samples), found, 'they can be read again');
  });
}

test('four axes are channels; mean and std go by channel; limit cuts', async () => {
  const file = write('colour.idx', idx([2, 3, 1, 1], [255, 51, 0, 0, 0, 255]));
  const samples = await loadSamples(file, { mean: [0.5, 0, 0.25], std: [0.25, 2, 0.5], limit: 1 });
  assert.deepEqual([samples.length, samples.shape, samples.labelled], [1, [3, 1, 1], false]);
  const [{ data, label }] = await all(samples);
  assert.deepEqual([[...data], label], [[2, f(0.1), -0.5], undefined]);
});

test('batches: whole ones, then the rest', async () => {
  const file = write('b/x-images.idx3-ubyte', images);
  const samples = await loadSamples(file, { labels: write('b/other', labels) });
  const batches = await all(samples.batches(2));
  assert.deepEqual(batches.map((b) => b.shape), [[2, 1, 1, 2], [1, 1, 1, 2]]);
  assert.deepEqual(batches.map((b) => [...b.labels]), [[7, 0], [9]]);
  assert.deepEqual(batches.flatMap((b) => [...b.data]), [0, 1, f(0.2), f(0.4), f(0.6), f(0.8)]);
  await assert.rejects(all(samples.batches(0)), { code: 'invalid_argument', message: /size of a batch .* got 0/ });
});

test('a packed set is opened by what its files begin with', async () => {
  const samples = await loadSamples(fileURLToPath(new URL('../../models/data/fashion-mnist-test-500', import.meta.url)));
  assert.deepEqual([samples.length, samples.shape, samples.labelled], [500, [1, 28, 28], true]);
  const counts = Array(10).fill(0);
  for await (const { label, data } of samples) {
    ++counts[label];
    assert.ok(data.every((value) => value >= 0 && value <= 1));
  }
  assert.deepEqual(counts, Array(10).fill(50));
});

test('folders of pictures: classes by name, RGB by planes', async () => {
  write('zoo/cat/2.png', png(2, 1, (x) => [x === 0 ? 255 : 0, 51, 102, 255]));
  write('zoo/cat/1.png', png(2, 1, [0, 0, 0, 255]));
  write('zoo/ant/x.png', png(2, 1, [255, 255, 255, 255]));
  write('zoo/ant/notes.txt', 'not a picture');
  mkdirSync(join(folder, 'zoo/empty'));
  const samples = await loadSamples(join(folder, 'zoo'));
  assert.deepEqual([samples.length, samples.shape, samples.classes], [3, [3, 1, 2], ['ant', 'cat']]);
  const found = await all(samples);
  assert.deepEqual(found.map((s) => s.label), [0, 1, 1]);
  assert.deepEqual(found.map((s) => s.name.slice(folder.length + 5)), ['ant/x.png', 'cat/1.png', 'cat/2.png']);
  assert.deepEqual([...found[2].data], [1, 0, f(0.2), f(0.2), f(0.4), f(0.4)]);
});

test('pictures of different sizes need a size, and are cropped around the middle', async () => {
  // Three columns, black, white, black: a square around the middle of a 3 × 1 picture is the white one.
  write('sizes/a.png', png(3, 1, (x) => (x === 1 ? [255, 255, 255, 255] : [0, 0, 0, 255])));
  write('sizes/b.png', png(1, 1, [255, 255, 255, 255]));
  const loose = await loadSamples(join(folder, 'sizes'));
  await assert.rejects(all(loose), { code: 'invalid_argument', message: /b\.png: is 1 × 1, but .*a\.png is 3 × 1; give a size/ });
  const samples = await loadSamples(join(folder, 'sizes'), { size: { width: 1, height: 1 }, channels: 1 });
  assert.deepEqual([samples.shape, samples.labelled], [[1, 1, 1], false]);
  assert.deepEqual((await all(samples)).map((s) => [...s.data]), [[1], [1]]);
});

const damaged = [
  ['too short', Buffer.from([0, 0]), /damaged: is not an IDX file/],
  ['not IDX', Buffer.from('hello, world'), /damaged: is not an IDX file/],
  ['floats', idx([1, 1, 1], [0, 0, 0, 0], 0x0d), /type 0x0d, only bytes/],
  ['a header that ends early', idx([3, 1, 2], []).subarray(0, 9), /ends within its header \(9 bytes, 3 axes\)/],
  ['missing pixels', images.subarray(0, -1), /has 5 bytes of data, 3 × 1 × 2 needs 6/],
  ['too many pixels', Buffer.concat([images, Buffer.of(1)]), /has 7 bytes of data, 3 × 1 × 2 needs 6/],
  ['axes whose product is huge', idx([4294967295, 4294967295, 4294967295], [1]), /has 1 bytes of data/],
  ['two axes', idx([2, 2], [1, 2, 3, 4]), /has 2 axes; images have 3/],
  ['cut gzip', gzipSync(images).subarray(0, -6), /the gzip data is damaged/],
  ['changed gzip', gzipSync(images).fill(0xff, 12, 16), /the gzip data is damaged/],
];
for (const [what, bytes, message] of damaged) {
  test(`damaged file: ${what}`, async () => {
    await assert.rejects(loadSamples(write('damaged', bytes)), (error) => {
      assert.ok(error instanceof ZeropointError);
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.message, message);
      return true;
    });
  });
}

test('what does not fit together is refused by name', async () => {
  const file = write('fit/x-images.idx3-ubyte', images);
  const few = write('fit/few', idx([2], [1, 2]));
  const refused = (path, options, message) => assert.rejects(loadSamples(path, options), { code: 'invalid_argument', message });
  await refused(file, { labels: few }, /few: has 2 labels for the 3 images/);
  await refused(file, { labels: join(folder, 'none') }, /none: cannot be read/);
  await refused(file, { mean: [1, 2, 3] }, /mean must have 1 number, one a channel, got 3/);
  await refused(file, { std: [0] }, /std must hold finite numbers other than 0/);
  await refused(file, { limit: 0 }, /limit must be an integer above 0, got 0/);
  await refused(join(folder, 'nowhere'), {}, /nowhere: there is no such folder, file or packed set/);
  mkdirSync(join(folder, 'bare'));
  await refused(join(folder, 'bare'), {}, /bare: holds no pictures/);
  write('mixed/a.png', png(1, 1, [0, 0, 0, 255]));
  write('mixed/b/a.png', png(1, 1, [0, 0, 0, 255]));
  await refused(join(folder, 'mixed'), {}, /mixed: holds pictures \(a\.png\) beside folders of pictures \(b\)/);
  await refused(join(folder, 'mixed/b'), { size: { width: 0, height: 3 } }, /size must be .* got \{"width":0/);
  await refused(join(folder, 'mixed/b'), { channels: 4 }, /channels must be 1 or 3, got 4/);
});

test('pictures that cannot be decoded are left out where that is wanted', async () => {
  write('some/cat/a.png', 'nothing');
  write('some/cat/b.png', png(1, 1, [255, 255, 255, 255]));
  write('some/dog/c.png', png(1, 1, [0, 0, 0, 255]));
  write('some/dog/d.png', 'nothing either');
  const told = [];
  const samples = await loadSamples(join(folder, 'some'), { channels: 1, onUnreadable: ({ message }) => told.push(message) });
  const batches = await all(samples.batches(2));
  assert.deepEqual(batches.map(({ data, shape, labels }) => [[...data], shape, [...labels]]), [[[1, 0], [2, 1, 1, 1], [0, 1]]]);
  assert.deepEqual(told.map((message) => message.match(/[ad]\.png/)[0]), ['a.png', 'd.png']);
  assert.deepEqual((await all(samples)).map(({ label }) => label), [0, 1]);
});

test('a decoder of one\'s own', async () => {
  write('own/a.png', 'abc');
  const decode = async (file) => ({ data: new Uint8Array(readFileSync(file)), width: 1, height: 1 });
  const [{ data }] = await all(await loadSamples(join(folder, 'own'), { decode, mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] }));
  assert.deepEqual([...data].map(Math.round), [...Buffer.from('abc')]);
});

test('a picture that is none is named', async () => {
  write('broken/a.png', readFileSync(fileURLToPath(import.meta.url)));
  await assert.rejects(loadSamples(join(folder, 'broken')), { code: 'invalid_argument', message: /a\.png: cannot be decoded/ });
});
