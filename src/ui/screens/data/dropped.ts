/** Files out of a drop, folders walked through. A file's name carries its path relative to what was dropped. */

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function readSome(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (let some = await readSome(reader); some.length > 0; some = await readSome(reader)) found.push(...some);
  return found;
}

function withPath(file: File, path: string): File {
  return path === file.name ? file : new File([file], path, { type: file.type, lastModified: file.lastModified });
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [withPath(await fileOf(entry as FileSystemFileEntry), entry.fullPath.replace(/^\//, ''))];
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  const files = await Promise.all(children.filter((child) => !child.name.startsWith('.')).map(walk));
  return files.flat();
}

/** Every file that was dropped, in the order of their paths. Call before the drop's event ends. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = entries.length > 0 ? (await Promise.all(entries.map(walk))).flat() : [...transfer.files];
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files of a file or folder input, with their paths. */
export function filesOfInput(input: HTMLInputElement): File[] {
  return [...(input.files ?? [])].map((file) => withPath(file, file.webkitRelativePath || file.name));
}
