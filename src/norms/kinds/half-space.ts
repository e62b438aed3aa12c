/** `half-space`: (normal·x − offset)/‖normal‖ over raw features. */
import * as v from 'valibot';
import { exactly, finite } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { apply, constant, feature, subtract, sum } from '../tree/tree-nodes';
import { common, featureList, numbers, rule, wrongWidth, type Fault } from './fields';
import { featuresField } from './form';
import { named, type NormBy, type NormKind, type NormWords } from './kind';

/** normal·x ≥ offset over raw features. */
export type HalfSpaceNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({ ...common('half-space'), features: featureList(features), normal: numbers, offset: finite }),
    rule(({ features: chosen, normal }) => wrongWidth(chosen.length, [[['normal'], normal]]) ?? noLength(normal)),
  );

function noLength(normal: readonly number[]): Fault | null {
  const length = Math.hypot(...normal);
  return length > 0 && Number.isFinite(length)
    ? null
    : { at: ['normal'], what: 'must have a length, and a finite one' };
}

export const halfSpaceWords: NormWords<HalfSpaceNorm> = {
  type: 'half-space',
  title: 'Half-space',
  hint: 'A weighted sum of features is at least the offset.',
  margin: '(normal·x − offset)/‖normal‖',
  form: [
    featuresField,
    { key: 'normal', label: 'Weights', kind: 'numbers', hint: 'One number a feature, separated by commas.' },
    { key: 'offset', label: 'At least', kind: 'number' },
  ],
  sentence({ features, normal, offset }, telling) {
    const terms = features.map((index, i) => `${telling.number(normal[i])} · ${telling.feature(index).name}`);
    return `${terms.join(' + ')} ≥ ${telling.number(offset)}`;
  },
  named,
};

export const halfSpace: NormKind<HalfSpaceNorm> = {
  type: 'half-space',
  schema,
  tree({ features, normal, offset }) {
    const terms = features.map((index, i) => apply('multiply', constant(normal[i]), feature(index)));
    return apply('divide', subtract(sum(terms), constant(offset)), constant(Math.hypot(...normal)));
  },
};
