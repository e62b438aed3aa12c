/** The same numbers in another arrangement: episodes side by side as columns, or the two axes of a stack exchanged. */
import type { Column, Table } from '../table';
import { withoutTexts, withRows } from './order';

/** Row (episode, step) becomes row (step, episode): what were steps are episodes. @param steps rows of each episode */
export function exchanged(table: Table, steps: number): Table {
  const episodes = Math.floor(table.rows / steps);
  const order = Uint32Array.from(
    { length: table.rows },
    (_, row) => (row % episodes) * steps + Math.floor(row / episodes),
  );
  const starts = Uint32Array.from({ length: steps }, (_, step) => step * episodes);
  return withRows(table, order, starts);
}

/** Equal parts of the rows become columns beside each other; a clock that all share is kept once. @param names one a part */
export function besideEachOther(table: Table, names: readonly string[]): Table {
  const rows = table.rows / names.length;
  const columns: Column[] = [];
  for (const column of table.columns) {
    const parts = names.map((_, i) => column.values.subarray(i * rows, (i + 1) * rows));
    const same = column.group === 'time' && parts.every((part) => part.every((value, row) => value === parts[0][row]));
    if (same) columns.push({ ...column, values: parts[0] });
    else
      columns.push(
        ...names.map((name, i): Column => ({ ...column, name: `${name}_${suffixOf(column.name)}`, values: parts[i] })),
      );
  }
  return { ...withoutTexts(table), rows, columns: byPart(columns, names), episodeStarts: null };
}

/** Columns of one part stand together. */
function byPart(columns: readonly Column[], names: readonly string[]): Column[] {
  const ofPart = (name: string): Column[] => columns.filter((column) => column.name.startsWith(`${name}_`));
  const shared = columns.filter((column) => !names.some((name) => column.name.startsWith(`${name}_`)));
  return [...shared, ...names.flatMap(ofPart)];
}

function suffixOf(name: string): string {
  return /^obs_(\d+)$/.exec(name)?.[1] ?? name;
}
