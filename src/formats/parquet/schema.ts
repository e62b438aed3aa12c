/** Which columns a Parquet file holds and how each is read: names out of nested types, levels, units. */
import type { ColumnGroup } from '../../demonstrations/table';
import { Damaged } from '../damaged';
import { countIn, numberIn, structIn, textIn, type Struct } from './thrift';

/** Physical types in the order of their numbers. */
export const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;
export type PhysicalType = (typeof physicalTypes)[number];

export interface Leaf {
  /** Names of lists' inner parts left out, the rest joined by points. */
  readonly name: string;
  /** As column chunks name it. */
  readonly path: string;
  readonly type: PhysicalType;
  /** Bytes of a value of type FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  /** What its values become; `wide`: integers of many bytes, the first the highest; `none`: `why` it is not read. */
  readonly content: 'number' | 'half' | 'wide' | 'text' | 'none';
  readonly why: string;
  readonly unsigned: boolean;
  /** Values are divided by it: decimals, and times that become seconds. */
  readonly divisor: number;
  readonly group?: ColumnGroup;
  /** True when float32 holds every value exactly. */
  readonly narrow: boolean;
  readonly definition: number;
  readonly repetition: number;
  /** Definition level from which on an entry of the innermost list is there. */
  readonly entry: number;
}

interface Place {
  readonly names: readonly string[];
  readonly path: readonly string[];
  readonly definition: number;
  readonly repetition: number;
  readonly entry: number;
  /** What lies directly around: names of a list's inner parts say nothing. */
  readonly inside: 'group' | 'list' | 'entries' | 'map';
}

/** Levels of groups that are followed. */
const deepest = 16;

/**
 * Columns of values in the order of their chunks.
 * @param elements the flat list that the file holds, the root first
 * @throws Damaged when the list is no tree
 */
export function leavesOf(elements: readonly Struct[]): Leaf[] {
  const leaves: Leaf[] = [];
  let next = 0;
  const walk = (place: Place, depth: number): void => {
    const element = elements.at(next++);
    if (element === undefined || next > elements.length || depth > deepest)
      throw new Damaged('has columns that are no tree');
    const inner = depth === 0 ? place : entered(place, element);
    const children = numberIn(element, 5) ?? 0;
    if (children > elements.length - next || children < 0) throw new Damaged('has columns that are no tree');
    if (children === 0 && depth > 0) leaves.push(leafOf(inner, element));
    const inside = depth === 0 ? 'group' : insideOf(place, element, children);
    for (let child = 0; child < children; child++) walk({ ...inner, inside }, depth + 1);
  };
  walk({ names: [], path: [], definition: 0, repetition: 0, entry: 0, inside: 'group' }, 0);
  if (next !== elements.length) throw new Damaged('has columns that are no tree');
  return leaves;
}

function entered(place: Place, element: Struct): Place {
  const name = textIn(element, 4) ?? '';
  const kind = numberIn(element, 3) ?? 0;
  const definition = place.definition + (kind === 0 ? 0 : 1);
  const silent = place.inside === 'list' || place.inside === 'entries';
  return {
    names: silent ? place.names : [...place.names, name],
    path: [...place.path, name],
    definition,
    repetition: place.repetition + (kind === 2 ? 1 : 0),
    entry: kind === 2 ? definition : place.entry,
    inside: place.inside,
  };
}

function insideOf(place: Place, element: Struct, children: number): Place['inside'] {
  const converted = numberIn(element, 6);
  const logical = structIn(element, 10);
  if (place.inside === 'map' || converted === 1 || converted === 2 || logical?.has(2)) return 'map';
  if (converted === 3 || logical?.has(3)) return 'list';
  return place.inside === 'list' && children === 1 ? 'entries' : 'group';
}

function leafOf(place: Place, element: Struct): Leaf {
  const type = physicalTypes.at(countIn(element, 1));
  if (type === undefined) throw new Damaged('has a column of a type that does not exist');
  return {
    name: place.names.join('.'),
    path: place.path.join('\n'),
    type,
    length: numberIn(element, 2) ?? 0,
    definition: place.definition,
    repetition: place.repetition,
    entry: place.entry,
    ...plain,
    ...(place.inside === 'map' ? unread('a map: only columns of numbers and text are read') : meaningOf(type, element)),
  };
}

type Meaning = Pick<Leaf, 'content' | 'why' | 'unsigned' | 'divisor' | 'narrow' | 'group'>;
const plain: Meaning = { content: 'number', why: '', unsigned: false, divisor: 1, narrow: false };

function unread(why: string): Partial<Meaning> {
  return { content: 'none', why };
}

function meaningOf(type: PhysicalType, element: Struct): Partial<Meaning> {
  const converted = numberIn(element, 6);
  const logical = structIn(element, 10);
  switch (type) {
    case 'BYTE_ARRAY':
      if (isDecimal(converted, logical)) return wideDecimal(element, logical);
      if (converted === 0 || converted === 4 || logical?.has(1) || logical?.has(4)) return { content: 'text' };
      return unread('bytes, such as pictures: only numbers and text are read');
    case 'FIXED_LEN_BYTE_ARRAY':
      if (isDecimal(converted, logical)) return wideDecimal(element, logical);
      if (logical?.has(15) && numberIn(element, 2) === 2) return { content: 'half', narrow: true };
      return unread('bytes of a fixed length: only numbers and text are read');
    case 'INT96':
      return unread('times of an old kind (INT96)');
    case 'BOOLEAN':
    case 'FLOAT':
      return { narrow: true };
    case 'DOUBLE':
      return {};
    case 'INT32':
    case 'INT64':
      return integerMeaning(element, converted, logical);
  }
}

function integerMeaning(element: Struct, converted: number | undefined, logical: Struct | undefined): Partial<Meaning> {
  if (isDecimal(converted, logical)) return decimal(numberIn(element, 7) ?? numberIn(structIn(logical, 5), 1) ?? 0);
  if (converted === 6 || logical?.has(6)) return { divisor: 1 / 86_400, group: 'time' };
  const stamp = structIn(logical, 8);
  if (converted === 9 || converted === 10 || stamp)
    return { divisor: perSecond(stamp, converted === 9), group: 'time' };
  const time = structIn(logical, 7);
  if (converted === 7 || converted === 8 || time) return { divisor: perSecond(time, converted === 7) };
  const integer = structIn(logical, 10);
  const bits = numberIn(integer, 1);
  const unsigned =
    integer === undefined ? converted !== undefined && converted >= 11 && converted <= 14 : integer.get(2) === false;
  return { unsigned, narrow: bits === 8 || bits === 16 || [11, 12, 15, 16].includes(converted ?? -1) };
}

function isDecimal(converted: number | undefined, logical: Struct | undefined): boolean {
  return converted === 5 || logical?.has(5) === true;
}

function wideDecimal(element: Struct, logical: Struct | undefined): Partial<Meaning> {
  const scale = numberIn(element, 7) ?? numberIn(structIn(logical, 5), 1) ?? 0;
  return scale >= 0 && scale <= 38 ? { content: 'wide', divisor: 10 ** scale } : decimal(-1);
}

function decimal(scale: number): Partial<Meaning> {
  return scale >= 0 && scale <= 18 ? { divisor: 10 ** scale } : unread('decimals of a scale that does not exist');
}

function perSecond(logical: Struct | undefined, milliseconds: boolean): number {
  const unit = structIn(logical, 2);
  if (unit === undefined) return milliseconds ? 1e3 : 1e6;
  return unit.has(1) ? 1e3 : unit.has(2) ? 1e6 : 1e9;
}
