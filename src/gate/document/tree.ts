/** The shape of expression trees (docs/norms.md) in `gate.json`; the table of their operators is that of the norms. */
import * as v from 'valibot';
import { count, exactly, finite, flag, list, oneOf } from '../../basics/schema';
import { binaryOperators, textTests, unaryOperators } from '../../norms/tree/operators';
import type { Tree } from '../../norms/tree/tree';

const index = count();
const indices = list(index, 1);
const points = list(list(finite, 1), 1);
const string = v.string('is not text');
const node = <const T extends string, E extends v.ObjectEntries>(op: T, fields: E) =>
  exactly({ op: v.literal(op), ...fields });
/** Recursive, so that TypeScript has to be told what it is. */
const operand: v.GenericSchema<Tree> = v.lazy(() => treeSchema);
const inner = (operands: number) => list(operand, operands, operands);

export const treeSchema: v.GenericSchema<Tree> = v.variant(
  'op',
  [
    node('number', { value: finite }),
    node('feature', { index }),
    node('field', { name: string }),
    node('distance', { inputs: indices, points: v.exactOptional(points) }),
    node('polyline', { features: indices, points, lateral: flag }),
    node('text', { name: string, test: oneOf(textTests), value: string }),
    node('words', { name: string, words: list(string, 1) }),
    exactly({ op: oneOf(unaryOperators), of: inner(1) }),
    exactly({ op: oneOf(binaryOperators), of: inner(2) }),
  ],
  'is no node of an expression tree that is known',
);
