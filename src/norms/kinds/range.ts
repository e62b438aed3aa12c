/** `range`: the distance to the nearest bound. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { bindsAbove, bindsBelow, writtenBounds } from '../bounds';
import { constant, feature, least, subtract } from '../tree/tree-nodes';
import { boxFault, common, featureList, rule, sides } from './fields';
import { featuresField } from './form';
import { named, type NormBy, type NormKind, type NormWords } from './kind';

/** Each listed raw feature stays within [min, max], in raw units; ∓`unbounded` (bounds.ts) where there is no bound. */
export type RangeNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({ ...common('range'), features: featureList(features), ...sides }),
    rule((norm) => boxFault(norm, norm.features.length)),
  );

export const rangeWords: NormWords<RangeNorm> = {
  type: 'range',
  title: 'Range',
  hint: 'Each feature stays between its bounds.',
  margin: 'the distance to the nearest bound',
  form: [
    featuresField,
    { key: 'min', label: 'From', kind: 'numbers', hint: 'One number a feature, separated by commas.' },
    { key: 'max', label: 'To', kind: 'numbers' },
  ],
  sentence({ features, min, max }, { feature, number }) {
    const part = (index: number, i: number): string => {
      const { name, unit } = feature(index);
      const low = bindsBelow(min[i]) ? number(min[i], 4) : '−∞';
      const high = bindsAbove(max[i]) ? number(max[i], 4) : '∞';
      return `${low} ≤ ${name} ≤ ${high}${unit === '' ? '' : ` ${unit}`}`;
    };
    return features.map(part).join('; ');
  },
  named,
};

export const range: NormKind<RangeNorm> = {
  type: 'range',
  schema,
  tree({ features, min, max }) {
    const inside = features.flatMap((index, i) => [
      ...(bindsBelow(min[i]) ? [subtract(feature(index), constant(min[i]))] : []),
      ...(bindsAbove(max[i]) ? [subtract(constant(max[i]), feature(index))] : []),
    ]);
    return least(inside);
  },
  written: ({ min, max }) => ({ min: writtenBounds(min), max: writtenBounds(max) }),
};
