/** `range`: the distance to the nearest bound. */
import { apply, combined, feature, number, subtract } from '../build-tree';
import type { RangeNorm } from '../norm';
import type { Tree } from '../tree';

export function rangeTree({ features, min, max }: RangeNorm): Tree {
  const sides = features.map((index, i) =>
    apply('minimum', subtract(feature(index), number(min[i])), subtract(number(max[i]), feature(index))),
  );
  return combined('minimum', sides);
}
