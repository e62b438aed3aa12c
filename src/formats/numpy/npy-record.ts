/** Structured NumPy arrays: records of named fields, each a number or a small array of numbers, as one array a field. */
import type { Floats } from '../../basics/arrays';
import { fail, ok, type Result } from '../../basics/result';
import type { NamedArray } from '../tables/named-array';
import { bytesOf, decodeNumbers, roomFor, type NumberCode } from '../tables/number-bytes';
import type { NpyField } from './npy-header';

interface Field {
  readonly name: string;
  readonly code: NumberCode;
  readonly flags: boolean;
  readonly bigEndian: boolean;
  /** Numbers a record. */
  readonly width: number;
  readonly shape: readonly number[];
  readonly offset: number;
}

export interface RecordLayout {
  readonly fields: readonly Field[];
  readonly bytes: number;
  /** Fields that hold no numbers. */
  readonly left: readonly string[];
}

const numbers = /^([<>|=]?)(f2|f4|f8|i1|i2|i4|i8|u1|u2|u4|u8|b1|\?)$/;
const texts = /^[<>|=]?([SUVaO])(\d*)$/;

/** Fails with `pickle` where a field holds objects, and `unsupported` where records lie in records. */
export function recordLayout(fields: readonly NpyField[], name: string): Result<RecordLayout> {
  const known: Field[] = [];
  const left: string[] = [];
  let offset = 0;
  for (const field of fields) {
    const width = field.shape.reduce((product, length) => product * length, 1);
    const [, order, written] = numbers.exec(field.type) ?? [];
    if (written !== undefined) {
      const flags = written === 'b1' || written === '?';
      const code = flags ? 'u1' : (written as NumberCode);
      if (field.name !== '')
        known.push({ name: field.name, code, flags, bigEndian: order === '>', width, shape: field.shape, offset });
      offset += width * bytesOf(code);
      continue;
    }
    const [, kind, size] = texts.exec(field.type) ?? [];
    if (kind === 'O')
      return fail(
        'pickle',
        `“${name}” holds Python objects in “${field.name}”. They are never opened.`,
        'Save numbers instead of Python objects.',
      );
    if (kind === undefined)
      return fail('unsupported', `“${name}” holds records inside records.`, 'Save each field as an array of its own.');
    if (field.name !== '' && kind !== 'V') left.push(field.name);
    offset += width * Number(size) * (kind === 'U' ? 4 : 1);
  }
  return ok({ fields: known, bytes: offset, left });
}

/** Takes the bytes of records in order, in pieces of any length. */
export class RecordColumns {
  private readonly columns: Floats[][];
  private carried = new Uint8Array(0);
  private row = 0;

  constructor(
    private readonly layout: RecordLayout,
    private readonly rows: number,
  ) {
    this.columns = layout.fields.map(({ code, width }) => Array.from({ length: width }, () => roomFor(code, rows)));
  }

  push(bytes: Uint8Array): void {
    const { bytes: size, fields } = this.layout;
    const all = new Uint8Array(this.carried.length + bytes.length);
    all.set(this.carried);
    all.set(bytes, this.carried.length);
    const count = Math.min(Math.floor(all.length / Math.max(1, size)), this.rows - this.row);
    fields.forEach((field, f) => this.take(field, this.columns[f], all, count));
    this.row += count;
    this.carried = all.slice(count * size);
  }

  /** One array a field. */
  arrays(): NamedArray[] {
    return this.layout.fields.map(({ name, shape }, f) => ({
      name,
      shape: [this.rows, ...shape],
      columns: this.columns[f],
    }));
  }

  private take(
    { code, flags, bigEndian, width, offset }: Field,
    columns: Floats[],
    all: Uint8Array,
    count: number,
  ): void {
    const size = bytesOf(code);
    const own = new Uint8Array(count * width * size);
    for (let row = 0; row < count; row++) {
      const start = row * this.layout.bytes + offset;
      own.set(all.subarray(start, start + width * size), row * width * size);
    }
    if (bigEndian) for (let at = 0; at < own.length; at += size) own.subarray(at, at + size).reverse();
    const { numbers: decoded } = decodeNumbers(own, code);
    for (let i = 0; i < decoded.length; i++) {
      columns[i % width][this.row + Math.floor(i / width)] = flags ? Number(decoded[i] !== 0) : decoded[i];
    }
  }
}
