/** Grows a table from records: one object a frame, whose numbers and arrays of numbers become columns. */
import { fail, ok, type Failure, type Result } from '../../basics/result';
import type { Skipped, Table, TextColumn } from '../../demonstrations/table';
import { ColumnBuilder } from '../tables/column-builder';
import { arrayNames, isUnsafeName } from '../tables/column-names';
import { isObject, type Json, type JsonObject } from './json-values';
import type { Limits } from '../limits';
import { RecordKinds, textsOf, withRowsOf } from './record-kinds';
import { makeTable, tooManyColumns, tooManyNumbers, unsafeName, type RawColumn } from '../tables/make-table';

/** Objects inside objects that are followed. */
const deepest = 16;
/** Numbers of one array that become columns; longer ones are images or scans. */
const widest = 1024;

interface Field {
  /** True when the field is an array, whose columns are numbered. */
  readonly array: boolean;
  readonly columns: ColumnBuilder[];
}

export class RecordTable {
  rows = 0;
  fps: number | null = null;
  /** True when the one record is an object of single values: a frame only among others. */
  single = false;
  private readonly notes = new Set<string>();
  private readonly kinds = new RecordKinds();
  private readonly fields = new Map<string, Field>();
  private readonly left = new Map<string, string>();
  private readonly starts: number[] = [];
  private width = 0;

  constructor(
    readonly file: string,
    private readonly limits: Limits,
  ) {}

  /** The next row starts an episode. */
  startEpisode(): void {
    if (this.starts.at(-1) !== this.rows) this.starts.push(this.rows);
  }

  /** Names something that is not read. */
  skip(what: string, why: string): void {
    if (!this.left.has(what)) this.left.set(what, why);
  }

  /** Says what was taken for what, once. */
  note(text: string): void {
    this.notes.add(text);
  }

  /** Adds one frame; the failure when it cannot be one. @param place for the sentences, for example `line 7` */
  add(record: Json, place: string): Failure | null {
    const failure = this.walk('', record, place, 0);
    this.kinds.add(isObject(record) ? Object.keys(record) : []);
    this.rows++;
    return failure ?? (this.rows * this.width > this.limits.numbers ? this.tooLarge() : null);
  }

  /** @param format short name of the layout */
  table(format: string): Result<Table> {
    const columns: RawColumn[] = [];
    const texts: TextColumn[] = [];
    const skipped: Skipped[] = [...this.left].map(([what, why]) => ({ what: what || 'a field without a name', why }));
    for (const [path, { array, columns: builders }] of this.fields) {
      const named = array ? arrayNames(path, builders.length) : null;
      builders.forEach((builder, i) => {
        builder.pad(this.rows);
        const { column, note, text } = builder.build(named?.names[i] ?? path, named?.group);
        if (column !== null) columns.push(column);
        if (text !== null) texts.push(text);
        if (note !== null) skipped.push(note);
      });
    }
    const larger = this.starts.length === 0 ? this.kinds.larger(columns) : null;
    if (larger !== null) this.note(larger.note);
    const starts = this.starts.filter((start) => start < this.rows);
    // Frames that come before the first episode are one of their own.
    const whole = starts[0] === 0 ? starts : [0, ...starts];
    const episodeStarts = starts.length > 0 ? Uint32Array.from(whole) : null;
    const kept = larger === null ? columns : withRowsOf(columns, larger.rows);
    const words = larger === null ? texts : textsOf(texts, larger.rows);
    const raw = { format, columns: kept, episodeStarts, skipped, fps: this.fps, texts: words, notes: [...this.notes] };
    const table = makeTable(this.file, raw, this.limits);
    return table.ok && this.single ? ok({ ...table.value, single: true }) : table;
  }

  private walk(path: string, value: Json, place: string, depth: number): Failure | null {
    if (Array.isArray(value)) return this.array(path, value, place);
    if (isObject(value)) return this.object(path, value, place, depth);
    return this.scalar(path === '' ? 'obs_0' : path, value);
  }

  private object(path: string, value: JsonObject, place: string, depth: number): Failure | null {
    if (depth > deepest) return this.malformed(place, 'objects lie too deep inside each other');
    for (const key of Object.keys(value)) {
      if (isUnsafeName(key)) return unsafeName(this.file, key).failure;
      const failure = this.walk(path === '' ? key : `${path}/${key}`, value[key], place, depth + 1);
      if (failure !== null) return failure;
    }
    return null;
  }

  private scalar(path: string, value: null | boolean | number | string): Failure | null {
    const known = this.fields.get(path);
    if (known?.array === true) {
      if (value === null) return null;
      return this.ragged(`“${path}”`, 'a single value where other frames have a list');
    }
    const field = known ?? this.newField(path, false, 1);
    if (field === null) return this.tooWide();
    const [column] = field.columns;
    column.pad(this.rows);
    const number = typeof value === 'string' ? numberIn(value) : null;
    if (number !== null) {
      this.note('Numbers that are written as texts were read as numbers.');
      column.number(number);
    } else if (typeof value === 'string') column.text(value);
    else if (value === null) column.missing();
    else column.number(Number(value));
    return null;
  }

  private array(path: string, value: readonly Json[], place: string): Failure | null {
    const numbers = flatNumbers(value, widest + 1);
    const name = path === '' ? 'the rows' : path;
    if (numbers === null) this.skip(name, 'a list of things that are not numbers');
    else if (numbers.length > widest) this.skip(name, `more than ${widest} numbers a frame: is it an image?`);
    if (numbers === null || numbers.length > widest || numbers.length === 0) return null;
    const known = this.fields.get(path);
    if (known !== undefined && (!known.array || known.columns.length !== numbers.length)) {
      const expected = known.array ? `${known.columns.length} numbers` : 'a single value';
      return this.ragged(place, `${numbers.length} numbers in “${name}” where the first frame has ${expected}`);
    }
    const field = known ?? this.newField(path, true, numbers.length);
    if (field === null) return this.tooWide();
    field.columns.forEach((column, i) => {
      column.pad(this.rows);
      const number = numbers[i];
      if (number === null) column.missing();
      else column.number(number);
    });
    return null;
  }

  private newField(path: string, array: boolean, width: number): Field | null {
    this.width += width;
    if (this.width > this.limits.columns) return null;
    const field = { array, columns: Array.from({ length: width }, () => new ColumnBuilder()) };
    this.fields.set(path, field);
    return field;
  }

  private ragged(place: string, what: string): Failure {
    const advice = 'Give every frame lists of the same length.';
    return fail('ragged', `“${this.file}” has, in ${place}, ${what}.`, advice).failure;
  }

  private malformed(place: string, why: string): Failure {
    return fail('malformed', `“${this.file}” cannot be read at ${place}: ${why}.`, 'Save flat records.').failure;
  }

  private tooWide(): Failure {
    return tooManyColumns(this.file, this.width, this.limits).failure;
  }

  private tooLarge(): Failure {
    return tooManyNumbers(this.file, this.rows * this.width, this.limits).failure;
  }
}

/** The number that a text is, or null. */
function numberIn(text: string): number | null {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : null;
}

/** Numbers of an array of any depth in order, null for missing ones; null when anything else is inside. Stops at `most`. */
function flatNumbers(value: readonly Json[], most: number): (number | null)[] | null {
  const out: (number | null)[] = [];
  const inside = (items: readonly Json[], depth: number): boolean =>
    depth < deepest &&
    items.every((item) => {
      if (out.length >= most) return true;
      if (Array.isArray(item)) return inside(item, depth + 1);
      const number = typeof item === 'string' ? numberIn(item) : item;
      if (number === null && typeof item === 'string') return false;
      if (number !== null && typeof number !== 'number' && typeof number !== 'boolean') return false;
      out.push(number === null ? null : Number(number));
      return true;
    });
  return inside(value, 0) ? out : null;
}
