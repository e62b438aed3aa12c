/** Grows one column value by value, from files whose types are known only at their end. */
import { saysEpisode } from '../../demonstrations/interpretation/words';
import { noText, type Skipped, type TextColumn } from '../../demonstrations/table';
import { ClockColumn } from './clock-column';
import { GrowingFloats } from './growing-floats';
import type { RawColumn } from './make-table';

/** Most distinct texts that become codes of a category. */
const mostLabels = 32;
/** Most distinct texts that may name episodes. */
const mostNames = 65_536;

/** Why a column of lists in brackets is left out. */
export const packedLists = 'lists of numbers written as text';

/** Why a column of numbers with decimal commas is left out. */
export const decimalCommas = 'numbers with decimal commas';

/** Characters of the distinct texts of one column, beyond which they are not kept. */
const mostCharacters = 2 ** 25;

export interface BuiltColumn {
  /** null when the column is left out; then `note` says why. */
  readonly column: RawColumn | null;
  readonly note: Skipped | null;
  /** What it says in words, for rules that read words; null where it holds numbers, or too many words. */
  readonly text: TextColumn | null;
}

export class ColumnBuilder {
  private readonly values = new GrowingFloats(false);
  private numbers = 0;
  private texts = 0;
  private labels = new Map<string, number>();
  private characters = 0;
  /** Row and label of each text; emptied once there are too many characters. */
  private textRows: number[] = [];
  private textLabels: number[] = [];
  /** Texts as times; null once one is none. */
  private clock: ClockColumn | null = new ClockColumn();

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
    if (this.clock?.push(value, this.length) === false) this.clock = null;
    if (this.characters <= mostCharacters) this.keep(value);
    this.missing();
  }

  private keep(value: string): void {
    const known = this.labels.get(value);
    const label = known ?? this.labels.size;
    if (known === undefined) {
      this.labels.set(value, label);
      this.characters += value.length;
    }
    this.textRows.push(this.length);
    this.textLabels.push(label);
    if (this.characters > mostCharacters) {
      this.textRows = this.textLabels = [];
      this.labels = new Map([...this.labels].slice(0, mostLabels + 1));
    }
  }

  /** The column under its name, codes for few texts, or why it is left out. Nothing can be added any more. */
  build(name: string, group?: RawColumn['group']): BuiltColumn {
    const column: RawColumn = { name, ...(group === undefined ? {} : { group }), values: this.values.finish() };
    if (this.texts === 0) {
      return this.numbers > 0 ? { column, note: null, text: null } : leftOut(name, 'empty: every value is missing');
    }
    if (this.clock !== null && this.numbers === 0) {
      const { values, why } = this.clock.finish(this.length);
      return { column: { name, group: 'time', values, unit: 's' }, note: { what: name, why }, text: null };
    }
    if (this.hasCommas()) return leftOut(name, `${decimalCommas}: write them with points`);
    if (this.numbers >= this.texts) {
      const cells = this.texts === 1 ? '1 value is text and counts' : `${this.texts} values are text and count`;
      return { column, note: { what: name, why: `read, but ${cells} as missing` }, text: null };
    }
    if (this.numbers > 0) return leftOut(name, 'mixes text and numbers');
    if ([...this.labels.keys()].every((label) => /^[[({].*[\d\s.][\])}]$/s.test(label)))
      return leftOut(name, packedLists);
    const text = this.characters > mostCharacters ? null : this.textColumn(name, column.values.length);
    if (this.labels.size > mostLabels && this.mayName(name)) return { ...this.named(column), text };
    if (this.labels.size > mostLabels) return { ...leftOut(name, this.textNote()), text };
    if (this.labels.size === 1)
      return { ...leftOut(name, `text, the same in every row: “${shown([...this.labels.keys()][0])}”`), text };
    return { ...this.coded(column), text };
  }

  private textColumn(name: string, rows: number): TextColumn {
    const codes = new Uint32Array(rows).fill(noText);
    this.textRows.forEach((row, i) => (codes[row] = this.textLabels[i]));
    return { name, codes, texts: [...this.labels.keys()] };
  }

  private mayName(name: string): boolean {
    return saysEpisode(name) && this.characters <= mostCharacters && this.labels.size <= mostNames;
  }

  /** Many texts under a name such as `uuid` may name the episodes; codes go by the order in which they come. */
  private named(column: RawColumn): Pick<BuiltColumn, 'column' | 'note'> {
    this.textRows.forEach((row, i) => (column.values[row] = this.textLabels[i]));
    const labels = [...this.labels.keys()];
    const note = { what: column.name, why: `text, read as the numbers of ${labels.length} names` };
    return { column: { ...column, labels }, note };
  }

  private coded(column: RawColumn): Pick<BuiltColumn, 'column' | 'note'> {
    const labels = [...this.labels.keys()].sort();
    const codes = [...this.labels.keys()].map((label) => labels.indexOf(label));
    this.textRows.forEach((row, i) => (column.values[row] = codes[this.textLabels[i]]));
    const listed = labels.map((label, code) => `${code} = ${shown(label)}`).join(', ');
    return { column: { ...column, labels }, note: { what: column.name, why: `text, read as codes ${listed}` } };
  }

  private textNote(): string {
    return this.characters > mostCharacters
      ? 'text, too much of it to be kept'
      : 'text: no input, kept for rules about words';
  }

  /** Nearly all texts are numbers with a comma, and whole numbers may stand between them. */
  private hasCommas(): boolean {
    const commas = [...this.labels.keys()].filter((label) => /^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(label)).length;
    return commas > 0 && 2 * commas > this.labels.size && 4 * this.texts > this.numbers;
  }
}

function leftOut(what: string, why: string): BuiltColumn {
  return { column: null, note: { what, why }, text: null };
}

function shown(label: string): string {
  return label.length > 40 ? `${label.slice(0, 39)}…` : label;
}
