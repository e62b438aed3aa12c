/** `half-space`, `path`, `wall`, `velocity` and `lane`: where a place in some raw features lies. */
import { apply, combined, feature, length, number, subtract } from '../build-tree';
import type { HalfSpaceNorm, LaneNorm, PathNorm, VelocityNorm, WallNorm } from '../norm';
import type { Tree } from '../tree';

/** (normal·x − offset)/‖normal‖ */
export function halfSpaceTree({ features, normal, offset }: HalfSpaceNorm): Tree {
  const terms = features.map((index, i) => apply('multiply', number(normal[i]), feature(index)));
  return apply('divide', subtract(combined('add', terms), number(offset)), number(Math.hypot(...normal)));
}

/** width − distance from the polyline */
export function pathTree({ features, points, width }: PathNorm): Tree {
  return subtract(number(width), { op: 'polyline', features, points, lateral: false });
}

/** Signed distance to the nearest box: how far outside, or minus how deep inside. */
export function wallTree({ features, boxes }: WallNorm): Tree {
  const distances = boxes.map(({ min, max }) => {
    const beyond = features.map((index, i) =>
      apply('maximum', subtract(number(min[i]), feature(index)), subtract(feature(index), number(max[i]))),
    );
    const outside = length(beyond.map((gap) => apply('maximum', gap, number(0))));
    const inside = apply('minimum', combined('maximum', beyond), number(0));
    return apply('add', outside, inside);
  });
  return combined('minimum', distances);
}

/** How far the length of the vector stays inside its bounds. */
export function velocityTree({ features, min = 0, max }: VelocityNorm): Tree {
  const speed = length(features.map((index) => feature(index)));
  const below = subtract(number(max), speed);
  return min === 0 ? below : apply('minimum', below, subtract(speed, number(min)));
}

/** How far the lateral offset stays from the nearer edge. */
export function laneTree({ features, points, left, right }: LaneNorm): Tree {
  const offset: Tree = { op: 'polyline', features, points, lateral: true };
  return apply('minimum', subtract(number(left), offset), apply('add', number(right), offset));
}
