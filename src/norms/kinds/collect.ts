/** Kinds of norms taken together: all that is said of kinds elsewhere is asked of what these give. */
import * as v from 'valibot';
import type { Feature } from '../../demonstrations/demonstrations';
import type { RowNorm } from './index';
import type { KindSchema, NormKind, NormWords } from './kind';
import { temporalSchema, temporalWords } from './temporal';

/** Kinds of norms of single rows, and `temporal` over them. */
export interface NormKinds {
  /** Types of norms of single rows. */
  readonly rowTypes: readonly string[];
  /** Of every norm, `temporal` last. */
  readonly types: readonly string[];
  /** The kind of norms of single rows of this type. */
  of(type: string): NormKind;
  /** Reads a norm of any kind over these features. */
  schema(features: readonly Feature[]): v.GenericSchema;
}

/** @param rowKinds each type once */
export function collectKinds(rowKinds: readonly NormKind[]): NormKinds {
  const kinds = byType(rowKinds);
  const rowTypes = [...kinds.keys()];
  const types = [...rowTypes, 'temporal'];
  const made = new WeakMap<readonly Feature[], v.GenericSchema>();
  const make = (features: readonly Feature[]): v.GenericSchema => {
    const schemas = rowKinds.map((kind) => kind.schema(features));
    // A choice of schemas gives what its options give, which a list of any kinds cannot tell the compiler.
    const inner = choice(schemas, rowTypes) as v.GenericSchema<unknown, RowNorm>;
    return choice([...schemas, temporalSchema(inner)], types);
  };
  return {
    rowTypes,
    types,
    of: (type) => found(kinds, type),
    schema(features) {
      const schema = made.get(features) ?? make(features);
      made.set(features, schema);
      return schema;
    },
  };
}

function choice(options: readonly KindSchema[], types: readonly string[]): v.GenericSchema {
  return v.variant('type', options, ({ path }) =>
    path === undefined ? 'is not an object' : `is none of ${types.join(', ')}`,
  );
}

/** The words of all kinds, in the order in which they are offered. */
export interface NormVocabulary {
  readonly all: readonly NormWords[];
  of(type: string): NormWords;
}

/** @param rowWords of kinds of norms of single rows, each type once */
export function collectWords(rowWords: readonly NormWords[]): NormVocabulary {
  const all: readonly NormWords[] = [...rowWords, temporalWords((type) => found(words, type))];
  const words = byType(all);
  return { all, of: (type) => found(words, type) };
}

function byType<T extends { readonly type: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(all.map((one) => [one.type, one]));
  if (map.size < all.length) throw new RangeError('two kinds of norms have one type');
  return map;
}

/** @throws RangeError for a type that nothing was collected of */
function found<T>(map: ReadonlyMap<string, T>, type: string): T {
  const one = map.get(type);
  if (one === undefined) throw new RangeError(`there is no kind of norms “${type}”`);
  return one;
}
