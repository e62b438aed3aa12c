/** `keyword`: 1 and −1; a match under a negation is inconclusive. */
import * as v from 'valibot';
import { exactly, text } from '../../basics/schema';
import { phraseOf } from '../text/keywords';
import type { Tree } from '../tree/tree';
import { apply } from '../tree/tree-nodes';
import { common, entries, mode } from './fields';
import { modeField } from './form';
import type { NormBy, NormKind, NormWords } from './kind';

/** Words in a text field of a record. */
export type KeywordNorm = NormBy<typeof schema>;

const word = v.pipe(
  text(),
  v.check((phrase) => phraseOf(phrase) !== '', 'holds neither a letter nor a digit'),
);
const schema = () => exactly({ ...common('keyword'), field: text(), words: entries(word), mode });

export const keywordWords: NormWords<KeywordNorm> = {
  type: 'keyword',
  title: 'Keywords',
  hint: 'Words that a text field of a record must not, or must, hold. A negated match asks a person.',
  margin: '1 or −1; inconclusive where a word occurs negated only',
  form: [
    { key: 'field', label: 'Field of the record', kind: 'text' },
    { key: 'words', label: 'Words', kind: 'lines', hint: 'One word or phrase a line.' },
    modeField,
  ],
  sentence({ field, words, mode: how }) {
    const quoted = words.map((phrase) => `“${phrase}”`).join(', ');
    return `“${field}” ${how === 'forbid' ? 'holds none' : 'holds one'} of ${quoted}`;
  },
  named: () => [],
};

export const keyword: NormKind<KeywordNorm> = {
  type: 'keyword',
  schema,
  tree({ field, words, mode: how }) {
    const absent: Tree = { op: 'words', name: field, words: words.map(phraseOf) };
    return how === 'forbid' ? absent : apply('negate', absent);
  },
};
