/** Long tables, one measurement a row: time, what was measured, its value. They become one column for each thing measured. */
import type { Column, Table } from '../table';
import { withoutTexts } from './order';
import { saysCounter, wordsOf } from './words';

const measured =
  /^(parameter|variable|signal|channel|sensor|metric|measure|measurement|item|feature|topic|field|quantity|attribute|key|name|param|vital)s?$/;
const valueWords = /^(value|val|reading|measurement|amount|data|number|result)s?$/;

interface Long {
  readonly names: Column;
  readonly values: Column;
  readonly clock: Column;
  readonly ids: readonly Column[];
}

/** The parts of a long table, or null: a few texts that take turns at each time, and one column of values. */
export function longTable(columns: readonly Column[]): Long | null {
  const names = columns.find(
    ({ name, labels }) => labels !== undefined && labels.length >= 2 && measured.test(lastWord(name)),
  );
  const values = columns.find((column) => column !== names && valueWords.test(lastWord(column.name)));
  const rest_ = columns.filter((column) => column !== names && column !== values && column.labels === undefined);
  const clock = rest_.find(({ group }) => group === 'time') ?? rest_.find(({ name }) => saysCounter(name));
  if (names === undefined || values === undefined || clock === undefined) return null;
  const rest = columns.filter((column) => column !== names && column !== values && column !== clock);
  if (rest.some(({ group }) => group !== 'episode')) return null;
  const times = new Set(clock.values);
  return 2 * times.size <= clock.values.length + 1 || repeats(clock, names)
    ? { names, values, clock, ids: rest }
    : null;
}

/** True when some time comes with two names. */
function repeats(clock: Column, names: Column): boolean {
  for (let row = 1; row < clock.values.length; row++) {
    if (clock.values[row] === clock.values[row - 1] && names.values[row] !== names.values[row - 1]) return true;
  }
  return false;
}

/** One row for each time (of each episode), one column for each name; what was not measured then is missing. */
export function pivoted(table: Table, { names, values, clock, ids }: Long): Table {
  const rowOf = new Map<string, number>();
  const places = Array.from(clock.values, (time, row) => {
    const key = [...ids.map((id) => id.values[row]), time].join(' ');
    const place = rowOf.get(key) ?? rowOf.size;
    rowOf.set(key, place);
    return place;
  });
  const rows = rowOf.size;
  const spread = (column: Column): Column => {
    const out = new Float64Array(rows);
    places.forEach((place, row) => (out[place] = column.values[row]));
    return { ...column, values: out };
  };
  const measuredColumns = (names.labels ?? []).map((label, code): Column => {
    const out = new Float64Array(rows).fill(NaN);
    places.forEach((place, row) => {
      if (names.values[row] === code) out[place] = values.values[row];
    });
    return { name: label.replace(/[^A-Za-z0-9_]/g, '_'), group: 'other', values: out };
  });
  return {
    ...withoutTexts(table),
    rows,
    columns: [...ids.map(spread), spread(clock), ...measuredColumns],
    episodeStarts: null,
  };
}

function lastWord(name: string): string {
  return wordsOf(name).at(-1) ?? '';
}
