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

// Numbers lie in memory as columns, as inputs, as demonstrations and as what is stored: measured, with 64 MB of float32, 4.6
// times the file for npy, 2.7 for float64, 5.0 for npz, and 3.5 for text of six digits. Archives and compressed columns may
// hold far more than their size says.
const costs: readonly Cost[] = [
  { ending: /\.npy$/i, memory: 5, stored: 1 / 4 },
  { ending: /\.(npz|zip|gz|tgz|parquet)$/i, memory: 10, stored: 0 },
  { ending: /\.(hdf5|h5|he5|hdf)$/i, memory: 8, stored: 0 },
  { ending: /\.tar$/i, memory: 5, stored: 0 },
  { ending: /\.json$/i, memory: 8, stored: 1 / 10 },
];
const text: Cost = { ending: /$/, memory: 6, stored: 1 / 10 };

/** Files whose content an import looks at: no videos, no pictures, nothing that tools hide in folders. */
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
