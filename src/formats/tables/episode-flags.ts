/** Where episodes start when a file marks their first or last frames. */
import type { Column } from '../../demonstrations/table';

const startFlag = /^(episode_starts?|is_first)$/i;
const endFlag = /^(dones?|terminals?|terminated|truncated|timeouts?|is_last|episode_ends?)$/i;

/** First row of each episode by start flags, else by end flags; null when no column is a flag. */
export function startsFromFlags(columns: readonly Column[], rows: number): Uint32Array | null {
  const starts = columns.filter(({ name, values }) => startFlag.test(name) && isFlag(values));
  const ends = columns.filter(({ name, values }) => endFlag.test(name) && isFlag(values));
  if (rows === 0 || (starts.length === 0 && ends.length === 0)) return null;
  const begins = (row: number): boolean =>
    starts.length > 0 ? starts.some(({ values }) => values[row] > 0) : ends.some(({ values }) => values[row - 1] > 0);
  const found = [0];
  for (let row = 1; row < rows; row++) if (begins(row)) found.push(row);
  return Uint32Array.from(found);
}

function isFlag(values: Column['values']): boolean {
  return values.every((value) => value === 0 || value === 1 || Number.isNaN(value));
}
