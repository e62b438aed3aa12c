/** `keyword` and `regex`: what a text field of a record says; margins are 1, −1 or inconclusive. */
import { apply } from '../build-tree';
import type { KeywordNorm, RegexNorm } from '../norm';
import type { Tree } from '../tree';

export function keywordTree({ field, words, mode }: KeywordNorm): Tree {
  const absent: Tree = { op: 'words', name: field, words };
  return mode === 'forbid' ? absent : apply('negate', absent);
}

export function regexTree({ field, pattern, mode }: RegexNorm): Tree {
  const found: Tree = { op: 'text', name: field, test: 'matches', value: pattern };
  return mode === 'forbid' ? apply('negate', found) : found;
}
