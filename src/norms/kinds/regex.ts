/** `regex`: 1 and −1. */
import * as v from 'valibot';
import { exactly, text } from '../../basics/schema';
import { sharedPattern } from '../text/regular-expression';
import type { Tree } from '../tree/tree';
import { apply } from '../tree/tree-nodes';
import { common, mode, readable } from './fields';
import { modeField } from './form';
import type { NormBy, NormKind, NormWords } from './kind';

/** A regular expression (the syntax that RE2 and Python share) in a text field of a record. */
export type RegexNorm = NormBy<typeof schema>;

const schema = () =>
  exactly({
    ...common('regex'),
    field: text(),
    pattern: v.pipe(
      text(1000),
      readable(sharedPattern),
      v.description('Syntax that RE2 and Python share; see docs/norms.md.'),
    ),
    mode,
  });

export const regexWords: NormWords<RegexNorm> = {
  type: 'regex',
  title: 'Pattern',
  hint: 'A pattern that a text field of a record must not, or must, match.',
  margin: '1 or −1',
  form: [
    { key: 'field', label: 'Field of the record', kind: 'text' },
    { key: 'pattern', label: 'Pattern', kind: 'code' },
    modeField,
  ],
  sentence: ({ field, pattern, mode: how }) =>
    `“${field}” ${how === 'forbid' ? 'does not match' : 'matches'} ${pattern}`,
  named: () => [],
};

export const regex: NormKind<RegexNorm> = {
  type: 'regex',
  schema,
  tree({ field, pattern, mode: how }) {
    const found: Tree = { op: 'text', name: field, test: 'matches', value: sharedPattern(pattern) };
    return how === 'forbid' ? apply('negate', found) : found;
  },
};
