/** Grows one column value by value, from files whose types are known only at their end. */
import type { Skipped } from '../../demonstrations/table';
import { GrowingFloats } from './growing-floats';
import type { RawColumn } from './make-table';

/** Most distinct texts that become codes. */
const mostLabels = 32;

export interface BuiltColumn {
  /** null when the column is left out; then `note` says why. */
  readonly column: RawColumn | null;
  readonly note: Skipped | null;
}

export class ColumnBuilder {
  private readonly values = new GrowingFloats(false);
  private numbers = 0;
  private texts = 0;
  private labels = new Map<string, number>();
  /** Row and label of each text; emptied once there are too many different ones. */
  private textRows: number[] = [];
  private textLabels: number[] = [];

  get length(): number {
    return this.values.length;
  }

  number(value: number): void {
    this.values.push(value);
    this.numbers++;
  }

  missing(): void {
    this.values.push(NaN);
  }

  /** Fills up to `rows` values with missing ones. */
  pad(rows: number): void {
    this.values.pad(rows - this.length);
  }

  text(value: string): void {
    this.texts++;
    if (this.labels.size <= mostLabels) {
      const label = this.labels.get(value) ?? this.labels.size;
      this.labels.set(value, label);
      this.textRows.push(this.length);
      this.textLabels.push(label);
      if (this.labels.size > mostLabels) this.textRows = this.textLabels = [];
    }
    this.missing();
  }

  /** The column under its name, codes for few texts, or why it is left out. Nothing can be added any more. */
  build(name: string, group?: RawColumn['group']): BuiltColumn {
    const column: RawColumn = { name, ...(group === undefined ? {} : { group }), values: this.values.finish() };
    if (this.texts === 0) {
      return this.numbers > 0 ? { column, note: null } : leftOut(name, 'empty: every value is missing');
    }
    if (this.numbers >= this.texts) {
      const cells = this.texts === 1 ? '1 value is text and counts' : `${this.texts} values are text and count`;
      return { column, note: { what: name, why: `read, but ${cells} as missing` } };
    }
    if (this.numbers > 0) return leftOut(name, 'mixes text and numbers');
    if (this.labels.size > mostLabels) return leftOut(name, this.textNote());
    if (this.labels.size === 1)
      return leftOut(name, `text, the same in every row: “${shown([...this.labels.keys()][0])}”`);
    return this.coded(column);
  }

  private coded(column: RawColumn): BuiltColumn {
    const labels = [...this.labels.keys()].sort();
    const codes = [...this.labels.keys()].map((label) => labels.indexOf(label));
    this.textRows.forEach((row, i) => (column.values[row] = codes[this.textLabels[i]]));
    const listed = labels.map((label, code) => `${code} = ${shown(label)}`).join(', ');
    return { column: { ...column, labels }, note: { what: column.name, why: `text, read as codes ${listed}` } };
  }

  private textNote(): string {
    const commas = [...this.labels.keys()].every((label) => /^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(label));
    return commas ? 'numbers with decimal commas: write them with points' : 'text';
  }
}

function leftOut(what: string, why: string): BuiltColumn {
  return { column: null, note: { what, why } };
}

function shown(label: string): string {
  return label.length > 40 ? `${label.slice(0, 39)}…` : label;
}
