// Files of the visitor's, as they were chosen or dropped: a folder is walked, an archive unpacked.
import { unpacked } from './pictures';

export interface OwnFile {
  /** With folders: `cats/1.png`. */
  path: string;
  blob: Blob;
}

const pathOf = (file: File) => file.webkitRelativePath || file.name;
const isZip = (path: string) => /\.zip$/i.test(path);
export const isPicture = (path: string): boolean => /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(path) && !/(^|\/)(\.|__MACOSX)/.test(path);

async function filesOf(entry: FileSystemEntry): Promise<OwnFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), blob }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: OwnFile[] = [];
  for (;;) {
    // A reader gives some at a time, and none when it has given all.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const inner of some) all.push(...(await filesOf(inner)));
  }
}

/** Has to be called while the event of the drop is handled: afterwards its items are gone. */
export function dropped(data: DataTransfer): Promise<OwnFile[]> {
  // Only what lies on a disk is an entry; a picture from another page is a file alone.
  const lists = [...data.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry) return filesOf(entry);
    const file = item.getAsFile();
    return file ? [{ path: file.name, blob: file }] : [];
  });
  return Promise.all(lists).then((found) => found.flat());
}

export const chosen = (files: FileList): OwnFile[] => [...files].map((file) => ({ path: pathOf(file), blob: file }));

/** With the contents of archives in place of these, in the order of their paths. */
export async function withoutArchives(files: readonly OwnFile[]): Promise<OwnFile[]> {
  const lists = await Promise.all(files.map(async (file) => (isZip(file.path) ? unpacked(file.blob) : [file])));
  return lists.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}
