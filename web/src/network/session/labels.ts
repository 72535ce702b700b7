// Which class each of the visitor's images is: from a file, or from the folders in which they lie.

export interface Labelled {
  /** For each path, −1 where unknown; absent when none is known. */
  labels?: Int32Array;
  /** Names of the classes, where the files tell any. */
  classes?: string[];
}

const lines = (text: string) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
const nameOf = (path: string) => path.split('/').at(-1)!;
const folderOf = (path: string) => path.split('/').at(-2) ?? '';
const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]+/g, ' ');

function classIndex(word: string, classes: readonly string[] | undefined): number {
  if (/^\d+$/.test(word)) return Number(word);
  return classes?.findIndex((name) => plain(name) === plain(word)) ?? -1;
}

/** A file of labels: a class for each image (`cat1.png, 3` or `cat1.png cat`), or the names of the classes, one a line; or JSON of either. */
export function labelsFile(text: string, paths: readonly string[], classes: readonly string[] | undefined): Labelled {
  const json = /^\s*[[{]/.test(text) ? (JSON.parse(text) as unknown) : undefined;
  if (Array.isArray(json)) return { classes: json.map(String) };
  const pairs = json
    ? Object.entries(json as Record<string, unknown>).map(([name, label]) => [name, String(label)] as const)
    : lines(text).map((line) => {
        const [, name = '', label = ''] = /^(.*\S)[\s,;]+(\S+)$/.exec(line) ?? [];
        return [name.replace(/[\s,;]+$/, ''), label] as const;
      });
  const byName = new Map(pairs.map(([name, label]) => [nameOf(name), label]));
  const found = paths.map((path) => byName.get(nameOf(path)));
  if (found.every((label) => label === undefined)) return json ? {} : { classes: lines(text) };
  return { labels: Int32Array.from(found, (label) => (label === undefined ? -1 : classIndex(label, classes))) };
}

/** The names of the folders, where the images lie in more than one. */
export function folderLabels(paths: readonly string[], classes: readonly string[] | undefined): Labelled {
  const folders = [...new Set(paths.map(folderOf))].sort();
  if (folders.length < 2) return {};
  const known = classes && folders.some((folder) => classIndex(folder, classes) >= 0);
  if (known) return { labels: Int32Array.from(paths, (path) => classIndex(folderOf(path), classes)) };
  return { labels: Int32Array.from(paths, (path) => folders.indexOf(folderOf(path))), classes: folders };
}
