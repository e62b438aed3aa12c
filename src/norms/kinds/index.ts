/** All kinds of norms. A new one is a file beside this one, and its words and its rule in the two lists here. */
import { collectKinds, collectWords } from './collect';
import { halfSpace, halfSpaceWords } from './half-space';
import { keyword, keywordWords } from './keyword';
import type { NormKind } from './kind';
import { lane, laneWords } from './lane';
import { path, pathWords } from './path';
import { predicate, predicateWords } from './predicate';
import { range, rangeWords } from './range';
import { regex, regexWords } from './regex';
import { support, supportWords } from './support';
import { velocity, velocityWords } from './velocity';
import { wall, wallWords } from './wall';

export const rowKinds = [range, support, halfSpace, path, wall, velocity, lane, predicate, keyword, regex] as const;
export const rowWords = [
  ...[rangeWords, supportWords, halfSpaceWords, pathWords, wallWords],
  ...[velocityWords, laneWords, predicateWords, keywordWords, regexWords],
];

type NormOf<K> = K extends NormKind<infer N> ? N : never;
/** A norm of single rows. */
export type RowNorm = NormOf<(typeof rowKinds)[number]>;

// Marked, so that a page which reads the words alone is built without the rules.
export const normKinds = /* @__PURE__ */ collectKinds(rowKinds);
export const normWords = collectWords(rowWords);
