/** Records of two kinds in one file, such as commands and states: the one that holds more is the recording. */
import type { TextColumn } from '../../demonstrations/table';
import type { RawColumn } from '../tables/make-table';

/** Which keys each record has, by the number of its kind. */
export class RecordKinds {
  private readonly numbers = new Map<string, number>();
  private readonly kinds: number[] = [];

  add(keys: readonly string[]): void {
    const name = keys.join('\n');
    const kind = this.numbers.get(name) ?? this.numbers.size;
    this.numbers.set(name, kind);
    this.kinds.push(kind);
  }

  /**
   * Rows of the kind that holds most numbers, and what is to be said; null where records are of one kind, or differ by values
   * that are merely missing.
   */
  larger(columns: readonly RawColumn[]): { readonly rows: readonly number[]; readonly note: string } | null {
    if (this.numbers.size < 2 || this.numbers.size > 16) return null;
    const rows = new Map<number, number[]>([...this.numbers.values()].map((kind) => [kind, []]));
    this.kinds.forEach((kind, row) => rows.get(kind)?.push(row));
    const large = [...rows.values()].filter((own) => own.length >= 3 && 20 * own.length >= this.kinds.length);
    const held = large.map((own) => ({
      own,
      filled: columns.filter(({ values }) => own.some((row) => !Number.isNaN(values[row]))),
    }));
    const apart = held.some((one) =>
      held.some((other) => one !== other && lacks(one.filled, other.filled) && lacks(other.filled, one.filled)),
    );
    if (!apart) return null;
    const best = held.reduce((most, each) =>
      each.own.length * each.filled.length > most.own.length * most.filled.length ? each : most,
    );
    const names = best.filled.slice(0, 3).map(({ name }) => `“${name}”`);
    const note = `The file holds records of ${rows.size} kinds: the ${best.own.length} with ${names.join(', ')} are read, ${this.kinds.length - best.own.length} others are left out.`;
    return { rows: best.own, note };
  }
}

function lacks(one: readonly RawColumn[], other: readonly RawColumn[]): boolean {
  return other.some((column) => !one.includes(column));
}

/** The columns with those rows alone; what is empty then, or text that never changes, is left out. */
export function withRowsOf(columns: readonly RawColumn[], rows: readonly number[]): RawColumn[] {
  const picked = columns.map((column): RawColumn => ({
    ...column,
    values: Float64Array.from(rows, (row) => column.values[row]),
  }));
  return picked.filter(
    ({ values, labels }) =>
      values.some((value) => !Number.isNaN(value)) && !(labels !== undefined && new Set(values).size < 2),
  );
}

/** The texts of those rows alone. */
export function textsOf(texts: readonly TextColumn[], rows: readonly number[]): TextColumn[] {
  return texts.map((text) => ({ ...text, codes: Uint32Array.from(rows, (row) => text.codes[row]) }));
}
