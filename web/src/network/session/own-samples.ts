// The visitor's images and labels, for the network that is shown.
import { count } from '../../ui/format';
import type { Progress } from './answers';
import { folderLabels, labelsFile } from './labels';
import { OpenError, type Network } from './network';
import { isPicture, withoutArchives, type OwnFile } from './own-files';
import { scaled } from './pictures';
import type { Preprocessing } from './preprocessing';
import { bytesOfEach, type Samples } from './samples';
import { failure, openOwn, session, useSamples } from './session';

/** Scaled images stay in memory, so that every change of the recipe runs them at once. */
const mostBytes = 1e9;
const isModel = (path: string) => /\.onnx$/i.test(path);
const isText = (path: string) => /\.(txt|csv|tsv|json)$/i.test(path);

/** The rim that ImageNet's networks were never shown: 256 pixels scaled, 224 cropped. */
const zoomOf = ({ preset }: Preprocessing) => (preset === 'imagenet' ? 224 / 256 : 1);

/** Memory for so many images, or for as many as there is memory for. */
function room(images: number, each: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(images * each);
  } catch (error) {
    if (images === 1) throw error;
    return room(Math.floor(images / 2), each);
  }
}

async function imagesOf(pictures: readonly OwnFile[], network: Network, { onProgress, signal }: Required<Progress>) {
  const shape = network.input.shape;
  const each = bytesOfEach({ shape } as Samples);
  const bytes = room(Math.min(pictures.length, Math.max(1, Math.floor(mostBytes / each))), each);
  const some = pictures.slice(0, bytes.length / each);
  let read = 0;
  const names: string[] = [];
  let wrong: string | undefined;
  for (const [i, { path, blob }] of some.entries()) {
    signal.throwIfAborted();
    try {
      bytes.set((await scaled(blob, shape, { zoom: zoomOf(network.preprocessing) })).bytes[0]!, read * each);
      names.push(path);
      read += 1;
    } catch {
      wrong ??= path;
    }
    onProgress((i + 1) / some.length);
  }
  if (read === 0) throw new OpenError(`This browser can decode none of the ${some.length} pictures; the first is ${wrong}.`);
  const left = [
    some.length > read && `${count(some.length - read)} not readable`,
    pictures.length > some.length && `${count(pictures.length - some.length)} left out, as the page keeps ${count(Math.round(bytes.length / 1e6))} MB of pixels`,
  ];
  return { bytes: bytes.subarray(0, read * each), names, left: left.filter((text) => text !== false) };
}

async function labelled(texts: readonly OwnFile[], names: readonly string[], network: Network) {
  const file = texts[0];
  if (!file) return folderLabels(names, network.classes);
  try {
    return labelsFile(await file.blob.text(), names, network.classes);
  } catch {
    throw new OpenError(`${file.path} is no list of labels: a class name a line, or a file name and its class a line, or JSON of either.`);
  }
}

function openImages(files: readonly OwnFile[]): Promise<boolean> {
  const first = files[0]!.path;
  return useSamples(files.length > 1 ? `${files.length} files` : first, async (say, signal) => {
    const all = await withoutArchives(files);
    const pictures = all.filter(({ path }) => isPicture(path));
    const { network, test } = session.peek()!;
    const texts = all.filter(({ path }) => isText(path));
    if (pictures.length === 0 && test?.names && texts.length > 0) {
      const { labels, classes } = await labelled(texts, test.names, network);
      return { samples: { ...test, ...(labels && { labels }) }, network: classes ? { classes } : {} };
    }
    if (pictures.length === 0) throw new OpenError('There are no pictures in it (PNG, JPEG, WebP, GIF, BMP or AVIF), and no labels for pictures that are here.');
    const { bytes, names, left } = await imagesOf(pictures, network, { onProgress: (done) => say(`Decoding ${pictures.length} pictures`, 0.4 * done), signal });
    const { labels, classes } = await labelled(texts, names, network);
    const title = [`${count(names.length)} ${names.length === 1 ? 'image' : 'images'} of yours`, ...left].join(', ');
    const samples: Samples = { title, length: names.length, shape: network.input.shape, bytes, names, ...(labels && { labels }) };
    return { samples, network: classes ? { classes } : {} };
  });
}

/** Takes a network, images, an archive of images, labels: whatever was chosen or dropped. */
export async function takeFiles(files: readonly OwnFile[]): Promise<void> {
  const model = files.find(({ path }) => isModel(path));
  const rest = files.filter(({ path }) => !isModel(path));
  if (model && !(await openOwn(model.blob, model.path.split('/').at(-1)!))) return;
  if (rest.length > 0) await openImages(rest);
  else if (!model) failure.value = { title: 'Nothing was opened', why: 'There are no files in it.' };
}

/** How bytes become inputs; everything is computed anew. */
export function changePreprocessing(preprocessing: Preprocessing): void {
  const test = session.peek()?.test;
  if (test) void useSamples('The preprocessing', async () => ({ samples: test, network: { preprocessing } }));
  else if (session.peek()) session.value = { ...session.peek()!, network: { ...session.peek()!.network, preprocessing } };
}
