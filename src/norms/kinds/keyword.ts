/** `keyword`: 1 and −1; a match under a negation is inconclusive. */
import { phraseOf } from '../text/keywords';
import type { KeywordNorm } from '../norm';
import { refuse } from '../refused';
import type { Tree } from '../tree/tree';
import { apply } from '../tree/tree-nodes';
import type { Kind } from './kind';
import { modes } from './regex';

export const keyword: Kind<KeywordNorm> = {
  read(fields) {
    const field = fields.text('field');
    const words = fields.texts('words');
    const empty = words.find((word) => phraseOf(word) === '');
    if (empty !== undefined) refuse(`${JSON.stringify(empty)} holds neither a letter nor a digit`);
    return { field, words, mode: fields.oneOf('mode', modes) };
  },
  tree({ field, words, mode }) {
    const absent: Tree = { op: 'words', name: field, words: words.map(phraseOf) };
    return mode === 'forbid' ? absent : apply('negate', absent);
  },
};
