/** `path`: the width less the distance from a polyline, raw units. */
import type { PathNorm } from '../norm';
import { constant, subtract } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const path: Kind<PathNorm> = {
  read(fields) {
    const features = fields.featureIndices();
    return { features, points: fields.points('points', features.length, 1), width: fields.number('width', 0) };
  },
  tree: ({ features, points, width }) =>
    subtract(constant(width), { op: 'polyline', features, points, lateral: false }),
};
