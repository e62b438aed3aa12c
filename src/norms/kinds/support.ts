/** `support`: the boundary less the distance to the nearest demonstration, in standardised units. */
import { encode, encodedOwners, standardise } from '../../demonstrations/encoding';
import type { SupportNorm } from '../norm';
import type { NormSpace } from '../rows';
import { constant, subtract } from '../tree/tree-nodes';
import type { Kind } from './kind';

export const support: Kind<SupportNorm> = {
  read(fields) {
    const features = fields.has('features') ? fields.featureIndices() : undefined;
    const width = features?.length ?? fields.features.length;
    const points = fields.has('points') ? fields.points('points', width, 1) : undefined;
    const boundary = fields.number('boundary', 0);
    return { ...(features && { features }), boundary, ...(points && { points }) };
  },
  tree({ features, boundary, points }, space) {
    const chosen = features ?? space.features.map((_, index) => index);
    const inputs = encodedOwners(space.features).flatMap((owner, input) => (chosen.includes(owner) ? [input] : []));
    const own = points && { points: points.map((point) => encoded(point, chosen, inputs, space)) };
    return subtract(constant(boundary), { op: 'distance', inputs, ...own });
  },
};

/** A place in raw units of some features as standardised inputs. */
function encoded(point: readonly number[], chosen: readonly number[], inputs: readonly number[], space: NormSpace) {
  const raw = new Float64Array(space.features.length);
  chosen.forEach((index, i) => (raw[index] = point[i]));
  const x = standardise(encode(space.features, raw, 1), 1, space.standardiser);
  return inputs.map((input) => x[input]);
}
