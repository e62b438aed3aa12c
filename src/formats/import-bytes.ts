/** How much memory an import will need, told before it starts. */
import { baseName, mediaEnding, type SourceFile } from './source';

/** Bytes of memory at the peak of reading, by byte of file: text lies there as text and as numbers, archives unpack. */
const factors: readonly { readonly ending: RegExp; readonly factor: number }[] = [
  { ending: /\.npy$/i, factor: 4 },
  { ending: /\.(npz|zip|parquet)$/i, factor: 12 },
  { ending: mediaEnding, factor: 0 },
];
const textFactor = 6;

/** Bytes of memory that reading the files needs, about; an upper estimate by their endings. */
export function importBytes(files: readonly SourceFile[]): number {
  return files.reduce((sum, { name, size }) => {
    const known = factors.find(({ ending }) => ending.test(baseName(name)));
    return sum + size * (known?.factor ?? textFactor);
  }, 0);
}
