/** `predicate`: the signed margin of a CEL expression. */
import * as v from 'valibot';
import { exactly, text } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { expressionTree } from '../cel/expression';
import type { Tree } from '../tree/tree';
import { common, readable } from './fields';
import type { NormBy, NormKind, NormWords } from './kind';

/** A CEL expression that must be true, over names of features and of record fields. */
export type PredicateNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  exactly({
    ...common('predicate'),
    expression: v.pipe(
      text(4000),
      readable((expression) => treeIn(expression, features)),
      v.description('CEL; see docs/norms.md.'),
    ),
  });

export const predicateWords: NormWords<PredicateNorm> = {
  type: 'predicate',
  title: 'Expression',
  hint: 'A CEL expression over features and record fields is true.',
  margin: 'of its comparisons, see below',
  form: [{ key: 'expression', label: 'Expression', kind: 'expression' }],
  sentence: ({ expression }) => expression,
  named({ expression }, features) {
    // Texts are no names, and what is said to be of the record is no feature.
    const plain = expression.replace(/"[^"]*"|'[^']*'/g, ' ').replace(/\b(?:record|fields)\s*\.\s*\w+/g, ' ');
    const words = new Set(plain.split(/\W+/));
    return features.flatMap(({ name }, index) => (words.has(name) ? [index] : []));
  },
};

export const predicate: NormKind<PredicateNorm> = {
  type: 'predicate',
  schema,
  tree: ({ expression }, { features }) => treeIn(expression, features),
};

function treeIn(expression: string, features: readonly Feature[]): Tree {
  return expressionTree(
    expression,
    features.map(({ name }) => name),
  );
}
