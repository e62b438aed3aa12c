/** One NumPy array: rows, a table, or a stack of episodes × steps × columns. */
import { arrayTable } from './array-table';
import { arrayNameOfFile } from './column-names';
import type { Format } from './format';
import { noRows } from './make-table';
import { readNpyArray, roundedNote } from './npy-array';
import { startsAsNpy } from './npy-header';
import { readBytes } from './source';

export const npy: Format = {
  id: 'npy',
  title: 'NumPy array (.npy)',
  sniff: (head) => (startsAsNpy(head) ? 1 : 0),
  async open([file], limits) {
    const bytes = await readBytes(file);
    if (!bytes.ok) return bytes;
    const array = readNpyArray(bytes.value, file.name);
    if (!array.ok) return array;
    const { shape, values, rounded } = array.value;
    if (values.length === 0) return noRows(file.name);
    const name = arrayNameOfFile(file.name);
    const whole = { name, shape: shape.length === 0 ? [1] : shape, values };
    return arrayTable(file.name, 'npy', [whole], roundedNote(name === '' ? file.name : name, rounded), limits);
  },
};
