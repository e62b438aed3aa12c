/** HDF5 in the layouts of D4RL, Minari and robomimic, and any arrays of equal length. The library is loaded when needed. */
import { fail, ok, type Result } from '../../basics/result';
import type { Task } from '../../basics/task';
import type { Skipped, Table } from '../../demonstrations/table';
import { arrayTable, splitting } from '../tables/array-table';
import { countOf, type NamedArray } from '../tables/named-array';
import { isUnsafeName } from '../tables/column-names';
import type { Format } from '../format';
import { controlFrequency } from './attributes';
import { episodeTable } from './episodes';
import { fieldNames, isHiddenState, verdictOn, whyTooLarge } from './fields';
import { BrokenHdf5, Hdf5File, type Hdf5Array } from './file';
import { hdf5Layout, shortened, type Hdf5Layout } from './layout';
import { roomFor } from '../tables/number-bytes';
import { damagedHdf5, hdf5Start } from './superblock';
import type { Limits } from '../limits';
import { tooLargeToHold, unsafeName } from '../tables/make-table';
import { roundedNote } from '../numpy/npy-array';
import { baseName, unreadable, type SourceFile } from '../source';
import { SplitColumns } from '../text/split-columns';

export const hdf5: Format = {
  id: 'hdf5',
  title: 'HDF5 (.hdf5, .h5)',
  sniff: (head) => (hdf5Start(head) >= 0 ? 1 : 0),
  async open([file], limits, task) {
    const source = await Hdf5File.open(file);
    if (!source.ok) return source;
    const table = await tableOf(file, source.value, limits, task);
    return source.value.lost === null ? table : unreadable(file, source.value.lost);
  },
};

async function tableOf(file: SourceFile, source: Hdf5File, limits: Limits, task: Task): Promise<Result<Table>> {
  try {
    const { arrays, unreachable } = await source.list(task);
    const unsafe = [...arrays, ...unreachable].find(({ path }) => isUnsafeName(path));
    if (unsafe !== undefined) return unsafeName(file.name, unsafe.path);
    if (arrays.length === 0 && unreachable.length === 0) return noArrays(file.name);
    if (isPandasStore(arrays)) return pandasStore(file.name);
    const layout = hdf5Layout(arrays);
    const lost = shortened(unreachable.map(({ path, why }) => ({ what: path, why })));
    const all = { ...layout, skipped: [...layout.skipped, ...lost] };
    const build = layout.episodes === null ? wholeTable : episodeTable;
    const table = await build(file, source, all, limits, task);
    const fps = controlFrequency(source.text('data', 'env_args'));
    return table.ok && fps !== null ? ok({ ...table.value, fps }) : table;
  } catch (error) {
    if (error instanceof BrokenHdf5) return damagedHdf5(file.name, error.message);
    throw error;
  }
}

/** Blocks of values beside the axes that name them, as pandas writes a data frame: the names are pickled. */
function isPandasStore(arrays: readonly Hdf5Array[]): boolean {
  return (
    arrays.some(({ path }) => /(^|\/)block0_values$/.test(path)) &&
    arrays.some(({ path }) => /(^|\/)axis[01]$/.test(path))
  );
}

function pandasStore(file: string): ReturnType<typeof fail> {
  const command = `python -c "import pandas as p; p.read_hdf('${baseName(file)}').to_csv('table.csv', index=False)"`;
  return fail(
    'unsupported',
    `“${file}” is a data frame that pandas stored in HDF5, which is not read.`,
    `Convert it with “${command}”.`,
  );
}

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
  const widthOf = splitting(
    [...layout.whole].map(([name, { shape, code }]) => ({ name, shape, bytes: code === 'u1' })),
    limits,
  );
  let held = 0;
  for (const [field, array] of layout.whole) {
    const { shape, code } = array;
    const count = countOf(shape);
    const why =
      whyTooLarge(array, file.size, limits) ??
      (count === 0 ? 'it is empty' : held + count > limits.numbers ? tooLargeToHold : null);
    if (why !== null || code === null) {
      skipped.push({ what: field, why: why ?? 'not numbers' });
      continue;
    }
    task.report({ label: `Reading ${file.name}: ${field}`, done: fields.indexOf(field), total: fields.length });
    const bytes = code === 'u1';
    const width = widthOf({ name: field, shape, bytes });
    if (width === null) {
      arrays.push({ name: field, shape, bytes, columns: null });
      continue;
    }
    const split = new SplitColumns(width, count / width, (rows) => roomFor(code, rows));
    const read = await source.read(array, task, (numbers, first) => split.take(numbers, first));
    const { columns } = split;
    if ('why' in read) {
      skipped.push({ what: field, why: read.why });
      continue;
    }
    const group = isHiddenState(field, fields) ? 'other' : fieldNames(field, 1).group;
    const verdict = shape.length === 0 ? null : verdictOn(columns, { group, code, width: count / shape[0] });
    skipped.push(...roundedNote(field, read.rounded));
    if (verdict !== null) skipped.push({ what: field, why: verdict.why });
    if (verdict?.keep === false) continue;
    held += count;
    arrays.push({ name: field, shape, columns, naming: (among) => ({ ...fieldNames(field, among), group }) });
  }
  return arrayTable(file.name, layout.format, arrays, skipped, limits);
}

function noArrays(file: string): ReturnType<typeof fail> {
  return fail('empty', `“${file}” is an HDF5 file without arrays.`, 'Check that the recording was saved.');
}
