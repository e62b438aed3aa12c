/** Puts the pages of one Parquet column together: a row a value, or a list of the same length in every row. */
import type { Skipped, TextColumn } from '../../demonstrations/table';
import { ColumnBuilder } from '../tables/column-builder';
import { Damaged } from '../damaged';
import { GrowingFloats } from '../tables/growing-floats';
import type { Limits } from '../limits';
import type { RawColumn } from '../tables/make-table';
import { roundedNote } from '../numpy/npy-array';
import type { Page } from './pages';
import type { Leaf } from './schema';

/** Numbers of one list that become columns; longer ones are images or scans. */
export const widest = 1024;

/** Names, group and units of the columns that a list of `width` numbers, or (width = null) a single value, becomes. */
export type Naming = (
  leaf: string,
  width: number | null,
) => { readonly names: readonly string[]; readonly group?: RawColumn['group']; readonly units?: readonly string[] };

export class ParquetColumn {
  rows = 0;
  /** One for a single value; one for each entry of a list, once the first list has ended. */
  private columns: GrowingFloats[] = [];
  private numbers = 0;
  private rounded = 0;
  private width: number | null = null;
  /** Entries of the row that is under way; null before the first row. */
  private entries: number | null = null;
  /** The first list, whose length is not known before it ends. */
  private first: number[] = [];
  private readonly texts = new ColumnBuilder();

  constructor(
    private readonly leaf: Leaf,
    private readonly limits: Limits,
  ) {
    if (leaf.repetition === 0) this.columns = [new GrowingFloats(leaf.narrow)];
  }

  /** @throws Damaged when lists differ in length or become too many numbers */
  add(page: Page): void {
    this.rounded += page.values.rounded;
    if (page.values.texts !== null) this.addTexts(page);
    else if (this.leaf.repetition === 0) this.addNumbers(page);
    else this.addLists(page);
  }

  /** Call after the last page of each row group, which ends a row. */
  endGroup(): void {
    if (this.entries !== null) this.endRow(this.entries);
    this.entries = null;
  }

  /** Columns, and what is to be said about them. Nothing can be added any more. */
  build(naming: Naming): { columns: RawColumn[]; skipped: Skipped[]; texts?: TextColumn[] } {
    const { leaf } = this;
    if (leaf.content === 'text') {
      const { column, note, text } = this.texts.build(leaf.name);
      const listed = <T>(value: T | null): T[] => (value === null ? [] : [value]);
      return { columns: listed(column), skipped: listed(note), texts: listed(text) };
    }
    if (leaf.repetition > 0 && this.width === null) {
      return { columns: [], skipped: [{ what: leaf.name, why: 'empty: every value is missing' }] };
    }
    const { names, group, units } = naming(leaf.name, leaf.repetition === 0 ? null : this.width);
    const own = leaf.group ?? group;
    const columns = names.map((name, c): RawColumn => {
      const values = this.columns[c].finish();
      const unit = units?.[c];
      return {
        name,
        values,
        ...(own === undefined ? {} : { group: own }),
        ...(unit === undefined ? {} : { unit }),
      };
    });
    return { columns, skipped: roundedNote(leaf.name, this.rounded) };
  }

  private addTexts({ count, definition, values }: Page): void {
    const texts = values.texts ?? [];
    for (let i = 0, next = 0; i < count; i++) {
      if (definition === null || definition[i] === this.leaf.definition) this.texts.text(texts[next++]);
      else this.texts.missing();
    }
    this.rows += count;
  }

  private addNumbers({ count, definition, values }: Page): void {
    this.claim(count);
    this.rows += count;
    const [column] = this.columns;
    if (definition === null) {
      column.append(values.numbers);
      return;
    }
    for (let i = 0, next = 0; i < count; i++) {
      column.push(definition[i] === this.leaf.definition ? values.numbers[next++] : NaN);
    }
  }

  private addLists({ count, definition, repetition, values }: Page): void {
    const { leaf } = this;
    for (let i = 0, next = 0; i < count; i++) {
      const level = definition === null ? leaf.definition : definition[i];
      if (repetition === null || repetition[i] === 0) {
        if (this.entries !== null) this.endRow(this.entries);
        this.entries = 0;
      } else if (this.entries === null) throw new Damaged('has a list without a beginning');
      if (level < leaf.entry) continue;
      this.entry(this.entries++, level === leaf.definition ? values.numbers[next++] : NaN);
    }
  }

  /** @param place in the list */
  private entry(place: number, value: number): void {
    if (place >= widest) throw new Damaged(`more than ${widest} numbers a row: is it an image?`, 'unsupported');
    if (this.width === null) this.first.push(value);
    else if (place >= this.width) throw new Damaged('lists of differing lengths', 'unsupported');
    else this.columns[place].push(value);
  }

  /** A row without entries is missing as a whole. */
  private endRow(entries: number): void {
    this.rows++;
    if (this.width !== null) {
      this.claim(this.width);
      if (entries === 0) for (const column of this.columns) column.push(NaN);
      else if (entries !== this.width) throw new Damaged('lists of differing lengths', 'unsupported');
    } else if (entries > 0) this.begin();
  }

  /** The first list: rows before it become as wide. */
  private begin(): void {
    this.width = this.first.length;
    this.claim(this.rows * this.width);
    this.columns = this.first.map((value) => {
      const column = new GrowingFloats(this.leaf.narrow);
      column.pad(this.rows - 1);
      column.push(value);
      return column;
    });
  }

  private claim(count: number): void {
    this.numbers += count;
    if (this.numbers > this.limits.numbers) throw new Damaged('holds too many numbers', 'too-large');
  }
}
