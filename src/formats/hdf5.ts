/** HDF5 in the layouts of D4RL, Minari and robomimic, and any arrays of equal length. The library is loaded when needed. */
import { fail, type Result } from '../basics/result';
import type { Task } from '../basics/task';
import type { Skipped, Table } from '../demonstrations/table';
import { arrayTable, type NamedArray } from './array-table';
import { isUnsafeName } from './column-names';
import type { Format } from './format';
import { episodeTable } from './hdf5-episodes';
import { fieldNames, isHiddenState, verdictOn, whyTooLarge } from './hdf5-fields';
import { BrokenHdf5, Hdf5File } from './hdf5-file';
import { hdf5Layout, shortened, type Hdf5Layout } from './hdf5-layout';
import { roomFor } from './hdf5-numbers';
import { damagedHdf5, hdf5Start } from './hdf5-superblock';
import type { Limits } from './limits';
import { unsafeName } from './make-table';
import { roundedNote } from './npy-array';
import { readBytes } from './source';

export const hdf5: Format = {
  id: 'hdf5',
  title: 'HDF5 (.hdf5, .h5)',
  sniff: (head) => (hdf5Start(head) >= 0 ? 1 : 0),
  async open([file], limits, task) {
    const bytes = await readBytes(file);
    if (!bytes.ok) return bytes;
    const source = await Hdf5File.open(bytes.value, file.name);
    if (!source.ok) return source;
    try {
      const { arrays, unreachable } = await source.value.list(task);
      const unsafe = [...arrays, ...unreachable].find(({ path }) => isUnsafeName(path));
      if (unsafe !== undefined) return unsafeName(file.name, unsafe.path);
      if (arrays.length === 0 && unreachable.length === 0) return noArrays(file.name);
      const layout = hdf5Layout(arrays);
      const lost = shortened(unreachable.map(({ path, why }) => ({ what: path, why })));
      const all = { ...layout, skipped: [...layout.skipped, ...lost] };
      const build = layout.episodes === null ? wholeTable : episodeTable;
      return await build(file, source.value, all, limits, task);
    } catch (error) {
      if (error instanceof BrokenHdf5) return damagedHdf5(file.name, error.message);
      throw error;
    }
  },
};

/** One recording in one piece, or stacks of episodes. */
async function wholeTable(
  file: { readonly name: string; readonly size: number },
  source: Hdf5File,
  layout: Hdf5Layout,
  limits: Limits,
  task: Task,
): Promise<Result<Table>> {
  const skipped: Skipped[] = [...layout.skipped];
  const arrays: NamedArray[] = [];
  const fields = [...layout.whole.keys()];
  let held = 0;
  for (const [field, array] of layout.whole) {
    const { shape } = array;
    const count = shape.reduce((product, length) => product * length, 1);
    const why =
      whyTooLarge(array, file.size, limits) ??
      (count === 0 ? 'it is empty' : held + count > limits.numbers ? 'too large to be held in memory' : null);
    if (why !== null || array.code === null) {
      skipped.push({ what: field, why: why ?? 'not numbers' });
      continue;
    }
    task.report({ label: `Reading ${file.name}: ${field}`, done: fields.indexOf(field), total: fields.length });
    const values = roomFor(array.code, count);
    const read = await source.read(array, task, (numbers, first) => values.set(numbers, first));
    if ('why' in read) {
      skipped.push({ what: field, why: read.why });
      continue;
    }
    const group = isHiddenState(field, fields) ? 'other' : fieldNames(field, 1).group;
    const verdict = verdictOn([values], { group, code: array.code, width: count / shape[0] });
    skipped.push(...roundedNote(field, read.rounded));
    if (verdict !== null) skipped.push({ what: field, why: verdict.why });
    if (verdict?.keep === false) continue;
    held += count;
    arrays.push({ name: field, shape, values, columns: (width) => ({ ...fieldNames(field, width), group }) });
  }
  return arrayTable(file.name, layout.format, arrays, skipped, limits);
}

function noArrays(file: string): ReturnType<typeof fail> {
  return fail('empty', `“${file}” is an HDF5 file without arrays.`, 'Check that the recording was saved.');
}
