/** `path`: the width less the distance from a polyline, raw units. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { constant, subtract } from '../tree/tree-nodes';
import { common, featureList, length, points, rule, wrongPoint } from './fields';
import { featuresField, pointsField } from './form';
import { listed, named, type NormBy, type NormKind, type NormWords } from './kind';

/** The place in `features` stays within `width` of a polyline of at least one point, raw units. */
export type PathNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({ ...common('path'), features: featureList(features), points: points(1), width: length }),
    rule(({ features: chosen, points: line }) => wrongPoint(chosen.length, line)),
  );

export const pathWords: NormWords<PathNorm> = {
  type: 'path',
  title: 'Path',
  hint: 'A place stays within a distance of a line of points.',
  margin: 'width − distance from the line',
  form: [featuresField, pointsField, { key: 'width', label: 'Width to each side', kind: 'number' }],
  sentence: ({ features, points: line, width }, telling) =>
    `(${listed(features, telling)}) within ${telling.number(width)} of a line of ${line.length} points`,
  named,
};

export const path: NormKind<PathNorm> = {
  type: 'path',
  schema,
  tree: ({ features, points: line, width }) =>
    subtract(constant(width), { op: 'polyline', features, points: line, lateral: false }),
};
