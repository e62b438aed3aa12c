/** `range`: the distance to the nearest bound. */
import { bindsAbove, bindsBelow, writtenBounds } from '../bounds';
import type { RangeNorm } from '../norm';
import { constant, feature, least, subtract } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const range: Kind<RangeNorm> = {
  read(fields) {
    const features = fields.featureIndices();
    return { features, ...fields.bounds(features.length) };
  },
  tree({ features, min, max }) {
    const sides = features.flatMap((index, i) => [
      ...(bindsBelow(min[i]) ? [subtract(feature(index), constant(min[i]))] : []),
      ...(bindsAbove(max[i]) ? [subtract(constant(max[i]), feature(index))] : []),
    ]);
    return least(sides);
  },
  written: ({ min, max }) => ({ min: writtenBounds(min), max: writtenBounds(max) }),
};
