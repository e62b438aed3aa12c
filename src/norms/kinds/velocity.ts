/** `velocity`: how far the length of a vector stays inside its bounds, raw units. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { apply, constant, feature, lengthOf, subtract } from '../tree/tree-nodes';
import { common, featureList, length, rule } from './fields';
import { featuresField } from './form';
import { listed, named, type NormBy, type NormKind, type NormWords } from './kind';

/** The length of the vector in `features` stays within [min, max]; min absent = 0. */
export type VelocityNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({ ...common('velocity'), features: featureList(features), min: v.optional(length), max: length }),
    rule(({ min = 0, max }) => (max < min ? { at: ['max'], what: `is less than min, ${min}` } : null)),
  );

export const velocityWords: NormWords<VelocityNorm> = {
  type: 'velocity',
  title: 'Speed',
  hint: 'The length of a vector of features stays between bounds.',
  margin: 'min(v − min, max − v) for the length v; without `min`, max − v',
  form: [
    featuresField,
    { key: 'min', label: 'At least', kind: 'number', optional: true },
    { key: 'max', label: 'At most', kind: 'number' },
  ],
  sentence: ({ features, min = 0, max }, telling) =>
    `${telling.number(min)} ≤ ‖(${listed(features, telling)})‖ ≤ ${telling.number(max)}`,
  named,
};

export const velocity: NormKind<VelocityNorm> = {
  type: 'velocity',
  schema,
  tree({ features, min, max }) {
    const speed = lengthOf(features.map(feature));
    const below = subtract(constant(max), speed);
    return min === undefined ? below : apply('minimum', below, subtract(speed, constant(min)));
  },
};
