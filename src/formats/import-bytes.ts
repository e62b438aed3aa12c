/** How much memory and room an import will need, told by the names and sizes of the files before it starts. */
import { isClutter } from './open-files';
import { baseName, mediaEnding, type SourceFile } from './source';

interface Cost {
  readonly ending: RegExp;
  /** Bytes of memory at the peak of reading and mapping, by byte of file; above what was measured. */
  readonly memory: number;
  /** Bytes that are stored at least; 0 for containers, which may hold pictures alone. */
  readonly stored: number;
}

// Numbers lie in memory as they are read and as columns, then as inputs in float32. Archives and compressed columns hold
// more than their size says.
const costs: readonly Cost[] = [
  { ending: /\.npy$/i, memory: 4, stored: 1 / 4 },
  { ending: /\.(npz|zip|gz|tgz|parquet)$/i, memory: 10, stored: 0 },
  { ending: /\.(hdf5|h5|he5|hdf)$/i, memory: 6, stored: 0 },
  { ending: /\.tar$/i, memory: 4, stored: 0 },
  { ending: /\.json$/i, memory: 10, stored: 1 / 10 },
];
const text: Cost = { ending: /$/, memory: 5, stored: 1 / 10 };

/** Files whose content an import looks at: no films, no pictures, nothing that tools hide in folders. */
export function filesToRead(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ name }) => !mediaEnding.test(name) && !isClutter(name));
}

/** Bytes of memory that reading the files needs; an upper estimate by their endings. */
export function importBytes(files: readonly SourceFile[]): number {
  return filesToRead(files).reduce((sum, file) => sum + file.size * costOf(file).memory, 0);
}

/** Bytes that the browser must lend to keep what the files hold; a lower estimate by their endings. */
export function storedBytes(files: readonly SourceFile[]): number {
  return filesToRead(files).reduce((sum, file) => sum + file.size * costOf(file).stored, 0);
}

function costOf({ name }: SourceFile): Cost {
  return costs.find(({ ending }) => ending.test(baseName(name))) ?? text;
}
