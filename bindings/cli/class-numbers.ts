// Which class each image belongs to: by the folder that it lies in, by the labels of a packed set, or by a file.
import { readLabels } from './labels.js';
import type { ImageSet } from './images.js';
import { Failure } from './options.js';

export interface LabelOptions {
  labels?: string;
  classes?: string;
}

export interface ClassNumbers {
  /** Of `count` images from the one at `start` on; undefined where they are not known. */
  (start: number, count: number, labels: Int32Array | undefined): (number | undefined)[];
  readonly known: boolean;
}

async function fromFile(file: string, { samples }: ImageSet): Promise<number[]> {
  const numbers = (await readLabels(file)).map((line) => (/^\s*\d+\s*$/.test(line) ? Number(line) : NaN));
  const wrong = numbers.findIndex(Number.isNaN);
  if (wrong >= 0) throw new Failure(`${file}: line ${wrong + 1} is no number of a class`);
  if (numbers.length < samples.length) throw new Failure(`${file}: has ${numbers.length} labels for ${samples.length} images`);
  return numbers;
}

/** The number of each folder's class. Names that are numbers are meant as such; others are looked up. */
async function fromFolders(folders: readonly string[], classes: string | undefined, count: unknown): Promise<number[] | undefined> {
  if (classes !== undefined) {
    const names = await readLabels(classes);
    return folders.map((folder) => {
      const at = names.indexOf(folder);
      if (at < 0) throw new Failure(`${classes}: has no class '${folder}', as a folder of images is named`);
      return at;
    });
  }
  if (folders.every((folder) => /^\d+$/.test(folder))) return folders.map(Number);
  if (folders.length === count) return folders.map((_, i) => i);
  process.stderr.write(`zeropoint: ${folders.length} folders of images, ${String(count)} classes: --classes names.txt tells which they are; without it there is no accuracy\n`);
  return undefined;
}

/** `count`: of the network's classes, where it is known. */
export async function classNumbers(images: ImageSet, { labels, classes }: LabelOptions, count: unknown): Promise<ClassNumbers> {
  const { samples } = images;
  const own = labels === undefined ? undefined : await fromFile(labels, images);
  const numbers = own || !samples.classes ? undefined : await fromFolders(samples.classes, classes, count);
  const classOf = (label: number | undefined) => (label === undefined ? undefined : samples.classes ? numbers?.[label] : label);
  const of = (start: number, length: number, given: Int32Array | undefined) =>
    Array.from({ length }, (_, i) => (own ? own[start + i] : classOf(given?.[i])));
  return Object.assign(of, { known: own !== undefined || (samples.labelled && (!samples.classes || numbers !== undefined)) });
}
