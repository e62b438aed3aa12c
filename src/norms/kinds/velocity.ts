/** `velocity`: how far the length of a vector stays inside its bounds, raw units. */
import type { VelocityNorm } from '../norm';
import { apply, constant, feature, lengthOf, subtract } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const velocity: Kind<VelocityNorm> = {
  read(fields) {
    const features = fields.featureIndices();
    const min = fields.has('min') ? fields.number('min', 0) : undefined;
    return { features, ...(min !== undefined && { min }), max: fields.number('max', min ?? 0) };
  },
  tree({ features, min, max }) {
    const speed = lengthOf(features.map(feature));
    const below = subtract(constant(max), speed);
    return min === undefined ? below : apply('minimum', below, subtract(speed, constant(min)));
  },
};
