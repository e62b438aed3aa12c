/** `lane`: how far the lateral offset from a directed centre line stays from the nearer edge, raw units. */
import type { LaneNorm } from '../norm';
import { refuse } from '../refused';
import type { Tree } from '../tree/tree';
import { apply, constant, subtract, sum } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const lane: Kind<LaneNorm> = {
  read(fields) {
    const features = fields.featureIndices(2);
    const points = fields.points('points', 2, 2);
    const standing = points.some(([x, y], i) => i > 0 && x === points[i - 1][0] && y === points[i - 1][1]);
    if (standing) refuse('two points of a lane that follow each other must differ');
    return { features, points, left: fields.number('left', 0), right: fields.number('right', 0) };
  },
  tree({ features, points, left, right }) {
    const offset: Tree = { op: 'polyline', features, points, lateral: true };
    return apply('minimum', subtract(constant(left), offset), sum([constant(right), offset]));
  },
};
