/** Where episodes start when a file marks their first or last frames. */
import { boundaryFlag } from '../../demonstrations/interpretation/flags';
import type { Column } from '../../demonstrations/table';

/** First row of each episode by start flags, else by end flags; null when no column is a flag. */
export function startsFromFlags(columns: readonly Column[], rows: number): Uint32Array | null {
  const flags = columns.flatMap(({ name, values, labels }) => {
    const flag = labels === undefined ? boundaryFlag(name, values) : null;
    return flag === null ? [] : [{ ...flag, values }];
  });
  const starts = flags.filter(({ marks }) => marks === 'start');
  const ends = flags.filter(({ marks }) => marks === 'end');
  if (rows === 0 || flags.length === 0) return null;
  const begins = (row: number): boolean =>
    starts.length > 0
      ? starts.some(({ values, marked }) => values[row] === marked)
      : ends.some(({ values, marked }) => values[row - 1] === marked);
  const found = [0];
  for (let row = 1; row < rows; row++) if (begins(row)) found.push(row);
  return Uint32Array.from(found);
}
