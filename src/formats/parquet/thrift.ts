/**
 * Thrift's compact protocol, in which Parquet writes its tables of contents. Reads nothing twice, builds no more than
 * `budget` values and follows no more than 16 levels, whatever the bytes claim.
 */
import { Damaged } from '../damaged';

export type Thrift = boolean | number | Uint8Array | readonly Thrift[] | Struct;
/** Values by field number. */
export type Struct = ReadonlyMap<number, Thrift>;

const deepest = 16;

/**
 * One struct from byte `at` on. Integers beyond 2⁵³ lose their last digits.
 * @returns the struct and the byte after it
 * @throws Damaged
 */
export function readStruct(bytes: Uint8Array, at: number, budget = 2 ** 21): { struct: Struct; end: number } {
  const reader = new Reader(bytes, at, budget);
  const struct = reader.struct(0);
  return { struct, end: reader.at };
}

class Reader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private budget: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  struct(depth: number): Struct {
    if (depth > deepest) throw new Damaged('is nested too deep');
    const fields = new Map<number, Thrift>();
    let id = 0;
    for (let head = this.byte(); (head & 15) !== 0; head = this.byte()) {
      id = head >> 4 === 0 ? this.zigzag() : id + (head >> 4);
      fields.set(id, this.value(head & 15, depth, false));
    }
    return fields;
  }

  private value(type: number, depth: number, inList: boolean): Thrift {
    if (--this.budget < 0) throw new Damaged('has a table of contents that is too large', 'too-large');
    switch (type) {
      case 1:
      case 2:
        return inList ? this.byte() === 1 : type === 1;
      case 3:
        return (this.byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.zigzag();
      case 7:
        return this.view.getFloat64(this.take(8), true);
      case 8: {
        const length = this.varint();
        const start = this.take(length);
        return this.bytes.subarray(start, start + length);
      }
      case 9:
        return this.list(depth + 1);
      case 12:
        return this.struct(depth + 1);
      default:
        throw new Damaged('holds values of a type that is not in use');
    }
  }

  private list(depth: number): Thrift[] {
    if (depth > deepest) throw new Damaged('is nested too deep');
    const head = this.byte();
    const length = head >> 4 === 15 ? this.varint() : head >> 4;
    // Every entry takes at least a byte.
    if (length > this.bytes.length - this.at) throw new Damaged('has a list that claims more than there is');
    return Array.from({ length }, () => this.value(head & 15, depth, true));
  }

  private byte(): number {
    return this.bytes[this.take(1)];
  }

  /** Place of the next `length` bytes, which are then behind. */
  private take(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw new Damaged('ends in the middle of a value');
    this.at += length;
    return start;
  }

  private varint(): number {
    let value = 0;
    for (let digit = 0; digit < 10; digit++) {
      const byte = this.byte();
      value += (byte & 127) * 128 ** digit;
      if (byte < 128) return value;
    }
    throw new Damaged('has an integer without an end');
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** A field that is a number. */
export function numberIn(struct: Struct | undefined, id: number): number | undefined {
  const value = struct?.get(id);
  return typeof value === 'number' ? value : undefined;
}

/** A field that is a count or a place: a whole number from 0 on. @throws Damaged when it is missing or none */
export function countIn(struct: Struct | undefined, id: number): number {
  const value = numberIn(struct, id);
  if (value === undefined || !Number.isSafeInteger(value) || value < 0)
    throw new Damaged('lacks a count, or it is below 0');
  return value;
}

/** A field that is text. */
export function textIn(struct: Struct, id: number): string | undefined {
  const value = struct.get(id);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

/** A field that is a struct. */
export function structIn(struct: Struct | undefined, id: number): Struct | undefined {
  const value = struct?.get(id);
  return isStruct(value) ? value : undefined;
}

/** Structs in a field that is a list of them; none when it is not there. */
export function structsIn(struct: Struct, id: number): Struct[] {
  const value = struct.get(id);
  return Array.isArray(value) ? (value as readonly Thrift[]).filter(isStruct) : [];
}

function isStruct(value: Thrift | undefined): value is Struct {
  return value instanceof Map;
}
