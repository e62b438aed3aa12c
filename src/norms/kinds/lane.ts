/** `lane`: how far the lateral offset from a directed centre line stays from the nearer edge, raw units. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import type { Tree } from '../tree/tree';
import { apply, constant, subtract, sum } from '../tree/tree-nodes';
import { common, featureList, length, points, rule } from './fields';
import { featuresField, pointsField } from './form';
import { listed, named, type NormBy, type NormKind, type NormWords } from './kind';

/**
 * The place in two features keeps `left` and `right` of a directed centre line: −right ≤ lateral offset ≤ left. At least two
 * points, in the direction of travel.
 */
export type LaneNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({
      ...common('lane'),
      features: featureList(features, 2),
      points: points(2, 2),
      left: length,
      right: length,
    }),
    rule(({ points: line }) => {
      const still = line.findIndex(([x, y], i) => i > 0 && x === line[i - 1][0] && y === line[i - 1][1]);
      return still < 0 ? null : { at: ['points', still], what: 'must differ from the point before it' };
    }),
  );

export const laneWords: NormWords<LaneNorm> = {
  type: 'lane',
  title: 'Lane',
  hint: 'A place keeps to the left and right edges of a directed line.',
  margin: 'min(left − offset, right + offset); the offset is positive on the left of the direction of travel',
  form: [
    { ...featuresField, hint: 'Two features: across and up.' },
    pointsField,
    { key: 'left', label: 'Edge on the left', kind: 'number' },
    { key: 'right', label: 'Edge on the right', kind: 'number' },
  ],
  sentence: ({ features, left, right }, telling) =>
    `(${listed(features, telling)}) at most ${telling.number(left)} left and ${telling.number(right)} right of a line`,
  named,
};

export const lane: NormKind<LaneNorm> = {
  type: 'lane',
  schema,
  tree({ features, points: line, left, right }) {
    const offset: Tree = { op: 'polyline', features, points: line, lateral: true };
    return apply('minimum', subtract(constant(left), offset), sum([constant(right), offset]));
  },
};
