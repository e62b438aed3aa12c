/** Puts the pages of one Parquet column together: a row a value, or a list of the same length in every row. */
import type { Floats } from '../basics/arrays';
import type { Skipped } from '../demonstrations/table';
import { ColumnBuilder } from './column-builder';
import { Damaged } from './damaged';
import type { Limits } from './limits';
import type { RawColumn } from './make-table';
import { roundedNote } from './npy-array';
import type { Page } from './parquet-pages';
import type { Leaf } from './parquet-schema';

/** Numbers of one list that become columns; longer ones are images or scans. */
export const widest = 1024;

/** Names, group and units of the columns that a list of `width` numbers, or (width = null) a single value, becomes. */
export type Naming = (
  leaf: string,
  width: number | null,
) => { readonly names: readonly string[]; readonly group?: RawColumn['group']; readonly units?: readonly string[] };

export class ParquetColumn {
  rows = 0;
  private numbers: Floats;
  private length = 0;
  private rounded = 0;
  private width: number | null = null;
  /** Entries of the row that is under way; null before the first row. */
  private entries: number | null = null;
  /** Missing rows before the first list, whose length is not known yet. */
  private leading = 0;
  private readonly texts = new ColumnBuilder();

  constructor(
    private readonly leaf: Leaf,
    private readonly limits: Limits,
  ) {
    this.numbers = leaf.narrow ? new Float32Array(256) : new Float64Array(256);
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

  /** Columns, and what is to be said about them. */
  build(naming: Naming): { columns: RawColumn[]; skipped: Skipped[] } {
    const { leaf, rows } = this;
    if (leaf.content === 'text') {
      const { column, note } = this.texts.build(leaf.name);
      return { columns: column === null ? [] : [column], skipped: note === null ? [] : [note] };
    }
    if (leaf.repetition > 0 && this.width === null) {
      return { columns: [], skipped: [{ what: leaf.name, why: 'empty: every value is missing' }] };
    }
    const { names, group, units } = naming(leaf.name, leaf.repetition === 0 ? null : this.width);
    const columns = names.map((name, c): RawColumn => {
      const values = leaf.narrow ? new Float32Array(rows) : new Float64Array(rows);
      for (let row = 0; row < rows; row++) values[row] = this.numbers[row * names.length + c];
      const own = leaf.group ?? group;
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
    this.reserve(count);
    this.rows += count;
    if (definition === null) {
      this.numbers.set(values.numbers, this.length);
      this.length += count;
      return;
    }
    for (let i = 0, next = 0; i < count; i++) {
      this.numbers[this.length++] = definition[i] === this.leaf.definition ? values.numbers[next++] : NaN;
    }
  }

  private addLists({ count, definition, repetition, values }: Page): void {
    const { leaf } = this;
    this.reserve(count);
    for (let i = 0, next = 0; i < count; i++) {
      const level = definition === null ? leaf.definition : definition[i];
      if (repetition === null || repetition[i] === 0) {
        if (this.entries !== null) this.endRow(this.entries);
        this.entries = 0;
      } else if (this.entries === null) throw new Damaged('has a list without a beginning');
      if (level < leaf.entry) continue;
      this.entries++;
      if (this.length === this.numbers.length) this.reserve(1);
      this.numbers[this.length++] = level === leaf.definition ? values.numbers[next++] : NaN;
    }
  }

  /** A row without entries is missing as a whole. */
  private endRow(entries: number): void {
    this.rows++;
    if (entries === 0) {
      if (this.width === null) this.leading++;
      else this.pad(this.width);
      return;
    }
    if (entries > widest) throw new Damaged(`more than ${widest} numbers a row: is it an image?`, 'unsupported');
    if (this.width === null) this.begin(entries);
    else if (entries !== this.width) throw new Damaged('lists of differing lengths', 'unsupported');
  }

  /** The first list: rows before it become as wide. */
  private begin(width: number): void {
    this.width = width;
    if (this.leading === 0) return;
    const first = this.numbers.slice(0, this.length);
    this.length = 0;
    this.pad(this.leading * width);
    this.reserve(first.length);
    this.numbers.set(first, this.length);
    this.length += first.length;
  }

  private pad(count: number): void {
    this.reserve(count);
    this.numbers.fill(NaN, this.length, this.length + count);
    this.length += count;
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.limits.numbers) throw new Damaged('holds too many numbers', 'too-large');
    if (needed <= this.numbers.length) return;
    const length = Math.max(needed, Math.min(2 * this.numbers.length, this.limits.numbers));
    const larger = this.numbers instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
    larger.set(this.numbers.subarray(0, this.length));
    this.numbers = larger;
  }
}
