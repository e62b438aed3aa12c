/** The header of an npy array: a Python literal, parsed as data and never evaluated. */
import { fail, ok, type Result } from '../../basics/result';

export interface NpyField {
  readonly name: string;
  /** For example `<f4`; '' for a record inside the record. */
  readonly type: string;
  readonly shape: readonly number[];
}

export interface NpyHeader {
  /** For example `<f4`; `null` when it is a record of several fields. */
  readonly descr: string | null;
  /** Fields of a record in order; empty for plain arrays. */
  readonly fields: readonly NpyField[];
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Offset of the first value. */
  readonly offset: number;
}

type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const deepest = 8;
const longestHeader = 65_536;

/** True when the bytes start as every npy array does. */
export function startsAsNpy(head: Uint8Array): boolean {
  return head.length >= magic.length && magic.every((byte, i) => head[i] === byte);
}

/** Parses versions 1 to 3. Fails with `truncated` or `malformed`. @param name for the sentences */
export function parseNpyHeader(bytes: Uint8Array, name: string): Result<NpyHeader> {
  if (!startsAsNpy(bytes)) return malformed(name, 'it does not start as a NumPy array');
  if (bytes.length < 12) return truncated(name);
  const version = bytes[6];
  if (version < 1 || version > 3) return malformed(name, `its version ${version} is unknown`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = version === 1 ? 10 : 12;
  if (length > longestHeader) return malformed(name, 'its header is too long');
  if (start + length > bytes.length) return truncated(name);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length));
  const literal = new LiteralParser(text).parse();
  if (!(literal instanceof Map)) return malformed(name, 'its header is not a plain description');
  return fieldsOf(literal, start + length, name);
}

function fieldsOf(literal: Map<string, Literal>, offset: number, name: string): Result<NpyHeader> {
  const descr = literal.get('descr');
  const fortranOrder = literal.get('fortran_order');
  const shape = literal.get('shape');
  if (typeof fortranOrder !== 'boolean' || !Array.isArray(shape) || !shape.every(isLength)) {
    return malformed(name, 'its header lacks a shape or an order');
  }
  if (typeof descr !== 'string' && !Array.isArray(descr)) return malformed(name, 'its header lacks a type');
  const fields = typeof descr === 'string' ? [] : descr.map(fieldOf);
  if (!fields.every((field) => field !== null)) return malformed(name, 'its header lacks a type');
  return ok({ descr: typeof descr === 'string' ? descr : null, fields, fortranOrder, shape, offset });
}

/** `('pos', '<f4', (3,))`; a name may be a pair of a title and a name. */
function fieldOf(literal: Literal): NpyField | null {
  if (!Array.isArray(literal) || literal.length < 2) return null;
  const [said, type, shape = []] = literal;
  const name = Array.isArray(said) ? said[1] : said;
  const sizes = typeof shape === 'number' ? [shape] : shape;
  if (typeof name !== 'string' || !Array.isArray(sizes) || !sizes.every(isLength)) return null;
  return { name, type: typeof type === 'string' ? type : '', shape: sizes };
}

function isLength(value: Literal): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The refusal of bytes that do not follow the format. */
export function malformed(name: string, why: string): ReturnType<typeof fail> {
  return fail('malformed', `“${name}” is damaged: ${why}.`, 'Save it again with numpy.save or numpy.savez.');
}

/** The refusal of bytes that end too early. */
export function truncated(name: string): ReturnType<typeof fail> {
  return fail('truncated', `“${name}” ends too early: part of it is missing.`, 'Copy or download it again.');
}

/** Python literals: dict with text keys, tuple, list, str, int, True, False, None. Anything else is undefined. */
class LiteralParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): Literal | undefined {
    const value = this.value(0);
    this.space();
    return this.at === this.text.length ? value : undefined;
  }

  private value(depth: number): Literal | undefined {
    this.space();
    const start = this.text[this.at];
    if (depth > deepest || start === undefined) return undefined;
    if (start === '{') return this.dict(depth);
    if (start === '(') return this.sequence(')', depth);
    if (start === '[') return this.sequence(']', depth);
    if (start === "'" || start === '"') return this.string(start);
    return this.word();
  }

  private dict(depth: number): Map<string, Literal> | undefined {
    const entries = new Map<string, Literal>();
    this.at++;
    while (!this.take('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' || !this.take(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.set(key, value);
      if (!this.take(',') && this.peek() !== '}') return undefined;
    }
    return entries;
  }

  private sequence(end: string, depth: number): Literal[] | undefined {
    const items: Literal[] = [];
    this.at++;
    while (!this.take(end)) {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
      if (!this.take(',') && this.peek() !== end) return undefined;
    }
    return items;
  }

  private string(quote: string): string | undefined {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) return undefined;
    const value = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return value.includes('\\') ? undefined : value;
  }

  private word(): Literal | undefined {
    const [word] = /^[A-Za-z0-9+-]+/.exec(this.text.slice(this.at, this.at + 32)) ?? [''];
    this.at += word.length;
    if (word === 'True' || word === 'False') return word === 'True';
    if (word === 'None') return null;
    return /^-?\d{1,16}L?$/.test(word) ? Number.parseInt(word, 10) : undefined;
  }

  private take(mark: string): boolean {
    const found = this.peek() === mark;
    if (found) this.at++;
    return found;
  }

  private peek(): string | undefined {
    this.space();
    return this.text[this.at];
  }

  private space(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at])) this.at++;
  }
}
