/** All kinds of norms of single rows by type. A new kind is a file beside this one and a line here. */
import type { Norm, TemporalNorm } from '../norm';
import { halfSpace } from './half-space';
import { keyword } from './keyword';
import type { Kind } from './kind';
import { lane } from './lane';
import { path } from './path';
import { predicate } from './predicate';
import { range } from './range';
import { regex } from './regex';
import { support } from './support';
import { velocity } from './velocity';
import { wall } from './wall';

export type RowNorm = Exclude<Norm, TemporalNorm>;
export type RowNormType = RowNorm['type'];

const kinds: { readonly [T in RowNormType]: Kind<Extract<RowNorm, { type: T }>> } = {
  range,
  support,
  'half-space': halfSpace,
  path,
  wall,
  velocity,
  lane,
  predicate,
  keyword,
  regex,
};

export const rowNormTypes = Object.keys(kinds) as readonly RowNormType[];

/** The kind of norms of this type. */
export function kindOf(type: RowNormType): Kind<RowNorm> {
  // Looked up by the type of the norms that it is handed, which the compiler cannot follow.
  return kinds[type] as unknown as Kind<RowNorm>;
}
