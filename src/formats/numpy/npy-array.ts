/** The values of an npy array as columns of floating-point numbers, read piece by piece. */
import { joined, type Floats } from '../../basics/arrays';
import { fail, ok, type Result } from '../../basics/result';
import type { Skipped } from '../../demonstrations/table';
import { countOf } from '../tables/named-array';
import { recordLayout, type RecordLayout } from './npy-record';
import { parseNpyHeader, truncated, type NpyHeader } from './npy-header';
import { bytesOf, decodeNumbers, roomFor, type NumberCode } from '../tables/number-bytes';
import { SplitColumns } from '../text/split-columns';

/** Bytes from the start of an array in which its header lies. */
export const npyHeadBytes = 65_548;

/** What an array says of itself. */
export interface NpyLayout {
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly code: NumberCode;
  /** Truth values: every byte but zero is 1. */
  readonly flags: boolean;
  readonly bigEndian: boolean;
  /** Fields of a record; null for plain numbers, and then `code` and the rest hold. */
  readonly record: RecordLayout | null;
  /** Its values are the bytes start ≤ i < end. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the header. Fails with `pickle` (object arrays), `unsupported` (other types), `truncated` (it claims more than
 * there is) or `malformed`.
 * @param head the first `npyHeadBytes` bytes, or all there are
 * @param size bytes of the whole array
 * @param name for the sentences
 */
export function npyLayout(head: Uint8Array, size: number, name: string): Result<NpyLayout> {
  const header = parseNpyHeader(head, name);
  if (!header.ok) return header;
  if (header.value.descr === null) return recordsLayout(header.value, size, name);
  const type = typeOf(header.value, name);
  if (!type.ok) return type;
  const { shape, offset, fortranOrder } = header.value;
  const end = offset + countOf(shape) * bytesOf(type.value.code);
  return end > size ? truncated(name) : ok({ shape, fortranOrder, ...type.value, record: null, start: offset, end });
}

function recordsLayout({ fields, shape, offset }: NpyHeader, size: number, name: string): Result<NpyLayout> {
  const record = recordLayout(fields, name);
  if (!record.ok) return record;
  if (shape.length !== 1 || record.value.fields.length === 0) {
    return fail(
      'unsupported',
      `“${name}” holds records that are no rows of numbers.`,
      'Save each field as an array of its own.',
    );
  }
  const end = offset + shape[0] * record.value.bytes;
  const plain = { code: 'f8', flags: false, bigEndian: false, fortranOrder: false } as const;
  return end > size ? truncated(name) : ok({ shape, ...plain, record: record.value, start: offset, end });
}

/** Takes the bytes of an array in order, in pieces of any length. */
export class NpyColumns {
  /** How many 64-bit integers lie beyond 2⁵³ and were rounded. */
  rounded = 0;
  private readonly split: SplitColumns;
  private readonly count: number;
  /** Numbers that were taken. */
  private taken = 0;
  /** The beginning of a number whose other bytes are still to come. */
  private carried: Uint8Array = new Uint8Array(0);

  /** @param width columns: a divisor of the count of numbers, or 0 when there are none */
  constructor(
    private readonly layout: NpyLayout,
    width: number,
  ) {
    this.count = countOf(layout.shape);
    this.split = new SplitColumns(width, width === 0 ? 0 : this.count / width, (rows) => roomFor(layout.code, rows));
  }

  get columns(): Floats[] {
    return this.split.columns;
  }

  /** @param bytes what follows on the piece before; bytes after the last number are passed over */
  push(bytes: Uint8Array): void {
    if (this.taken === this.count) return;
    const { code, fortranOrder, shape } = this.layout;
    const size = bytesOf(code);
    const count = Math.min(this.count - this.taken, Math.floor((this.carried.length + bytes.length) / size));
    // Pieces lie at any offset, typed arrays only at multiples of their size: copy.
    const raw = new Uint8Array(count * size);
    raw.set(this.carried.subarray(0, raw.length));
    const used = Math.max(0, raw.length - this.carried.length);
    raw.set(bytes.subarray(0, used), Math.min(raw.length, this.carried.length));
    this.carried = raw.length === 0 ? joined([this.carried, bytes]) : bytes.slice(used, used + size);
    if (count === 0) return;
    if (this.layout.bigEndian) swapBytes(raw, size);
    if (this.layout.flags) for (let i = 0; i < raw.length; i++) raw[i] = raw[i] === 0 ? 0 : 1;
    const { numbers, rounded } = decodeNumbers(raw, code);
    if (fortranOrder) this.split.takeColumnMajor(numbers, this.taken, shape);
    else this.split.take(numbers, this.taken);
    this.taken += count;
    this.rounded += rounded;
  }
}

/** Says that integers beyond 2⁵³ lost their last digits; nothing when none did. */
export function roundedNote(what: string, rounded: number): Skipped[] {
  if (rounded === 0) return [];
  return [{ what, why: `read, but ${rounded} of its 64-bit integers lie beyond 2⁵³ and were rounded` }];
}

function typeOf({ descr }: NpyHeader, name: string): Result<Pick<NpyLayout, 'code' | 'flags' | 'bigEndian'>> {
  if (descr !== null && descr.includes('O')) {
    const message = `“${name}” is a pickled object column. Opening one can run any program, so it is never opened.`;
    return fail('pickle', message, 'Save numbers instead of Python objects.');
  }
  const match = /^([<>|=]?)(f2|f4|f8|i1|i2|i4|i8|u1|u2|u4|u8|b1|\?)$/.exec(descr ?? '');
  if (match === null) {
    const message = `“${name}” holds values of type ${descr ?? 'record'}, which are not numbers that can be read.`;
    return fail('unsupported', message, 'Save it as floating-point numbers.');
  }
  const [, order, written] = match;
  const flags = written === 'b1' || written === '?';
  return ok({ code: flags ? 'u1' : (written as NumberCode), flags, bigEndian: order === '>' });
}

function swapBytes(raw: Uint8Array, size: number): void {
  for (let start = 0; start < raw.length; start += size) raw.subarray(start, start + size).reverse();
}
