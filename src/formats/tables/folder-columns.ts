/** Folders named by quantities that hold the same files: what one folder holds stands beside what the others do. */
import type { Column } from '../../demonstrations/table';
import { safeName } from './column-names';
import type { FileTable } from './combine-tables';
import { areNumbered, nameQuantities } from './file-parts';

/** One table for each name of a file, its columns called after their folders; null where folders are something else. */
export function folderColumns(
  entries: readonly FileTable[],
): { readonly tables: FileTable[]; readonly note: string } | null {
  // A recording that knows its episodes and videos is whole.
  if (entries.some(({ table }) => table.videos !== undefined || table.format.startsWith('lerobot'))) return null;
  const folders = new Map<string, FileTable[]>();
  for (const entry of entries) {
    const folder = entry.file.split('/').at(-2) ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), entry]);
  }
  const [first, ...others] = folders.values();
  const names = [...folders.keys()];
  if (others.length === 0 || names.includes('') || areNumbered(names) || !nameQuantities(names)) return null;
  if (!others.every((own) => shapeOf(own) === shapeOf(first))) return null;
  const tables = first.map((entry, i): FileTable => {
    const columns = names.flatMap((name, place) => columnsOf(name, (folders.get(name) ?? [])[i], place === 0));
    return { file: entry.file, table: { ...entry.table, columns } };
  });
  const quoted = names.map((name) => `“${name}”`).join(', ');
  return { tables, note: `The folders ${quoted} hold the same files, whose columns stand beside each other.` };
}

/** Names and rows of the files in a folder. */
function shapeOf(entries: readonly FileTable[]): string {
  return entries.map(({ file, table }) => `${file.split('/').at(-1) ?? ''} ${table.rows}`).join();
}

/** The clock is that of the first folder. */
function columnsOf(folder: string, { table }: FileTable, first: boolean): Column[] {
  return table.columns
    .filter(({ group }) => first || group !== 'time')
    .map((column) =>
      column.group === 'time'
        ? column
        : { ...column, name: `${safeName(folder)}_${column.name.replace(/^obs_(?=\d+$)/, '')}` },
    );
}
