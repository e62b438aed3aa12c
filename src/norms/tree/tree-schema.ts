/** The schema of expression trees, for files that carry them (docs/methods.md 10). */
import * as v from 'valibot';
import { count, exactly, finite, flag, list, note, oneOf, text } from '../../basics/schema';
import { rule, whyRefused, wrongPoint } from '../kinds/fields';
import { phraseOf } from '../text/keywords';
import { sharedPattern } from '../text/regular-expression';
import { refuse } from '../refused';
import { binaryOperators, textTests, unaryOperators, type LeafOperator } from './operators';
import type { Tree } from './tree';
import { treeLimits } from './tree-size';

/** What a tree may refer to. */
export interface TreeSpace {
  /** F, raw features */
  readonly features: number;
  /** D, encoded inputs */
  readonly inputs: number;
}

const op = <const T extends LeafOperator>(known: T) => v.literal(known, `is not ${known}`);
const several = <T extends v.GenericSchema>(entry: T) => list(entry, 1, treeLimits.points);
const points = several(several(finite));
const name = note(treeLimits.text);
const word = v.pipe(
  text(treeLimits.text),
  v.check((phrase) => phraseOf(phrase) === phrase, 'is not folded'),
);
/** As trees carry patterns: `\Z` for `$`. @throws Refused */
function holdToShared(pattern: string): void {
  if (sharedPattern(pattern) !== pattern) refuse('the pattern has $ for \\Z');
}

const below = (size: number) => v.pipe(count(), v.maxValue(size - 1, 'does not exist'));

/** Nodes without operands, one for each of `leafOperators`. */
export const leafSchemas = ({ features, inputs }: TreeSpace) => ({
  number: exactly({ op: op('number'), value: finite }),
  feature: exactly({ op: op('feature'), index: below(features) }),
  field: exactly({ op: op('field'), name }),
  distance: v.pipe(
    exactly({ op: op('distance'), inputs: several(below(inputs)), points: v.optional(points) }),
    rule(({ inputs: chosen, points: places = [] }) => {
      const back = chosen.findIndex((index, i) => i > 0 && index <= chosen[i - 1]);
      return back < 0 ? wrongPoint(chosen.length, places) : { at: ['inputs', back], what: 'does not ascend' };
    }),
  ),
  polyline: v.pipe(
    exactly({ op: op('polyline'), features: several(below(features)), points, lateral: flag }),
    rule(({ features: chosen, points: line, lateral }) => {
      const flat = !lateral || (chosen.length === 2 && line.length > 1);
      return flat
        ? wrongPoint(chosen.length, line)
        : { at: ['lateral'], what: 'asks for a line in a plane, and it is none' };
    }),
  ),
  text: v.pipe(
    exactly({ op: op('text'), name, test: oneOf(textTests), value: name }),
    rule(({ test, value }) => {
      const what = test === 'matches' ? whyRefused(holdToShared, value) : null;
      return what === null ? null : { at: ['value'], what };
    }),
  ),
  words: exactly({ op: op('words'), name, words: several(word) }),
});

/** @param space without one, no index is too large: what a JSON Schema can say */
export function treeSchema(space: TreeSpace = { features: 2 ** 31, inputs: 2 ** 31 }): v.GenericSchema<unknown, Tree> {
  const operand: v.GenericSchema<unknown, Tree> = v.lazy(() => node);
  const node = v.variant(
    'op',
    [
      ...Object.values(leafSchemas(space)),
      exactly({ op: oneOf(unaryOperators), of: list(operand, 1, 1) }),
      exactly({ op: oneOf(binaryOperators), of: list(operand, 2, 2) }),
    ],
    ({ path }) => (path === undefined ? 'is not an object' : 'is an unknown operator'),
  );
  return node;
}
