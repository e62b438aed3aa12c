/** `support`: the boundary less the distance to the nearest demonstration, standardised. */
import { encode, encodedOwners, standardise } from '../../demonstrations/encoding';
import { number, subtract } from '../build-tree';
import type { SupportNorm } from '../norm';
import type { NormSpace } from '../rows';
import type { Tree } from '../tree';

export function supportTree({ features, boundary, points }: SupportNorm, space: NormSpace): Tree {
  const chosen = features ?? space.features.map((_, index) => index);
  const inputs = encodedOwners(space.features).flatMap((owner, input) => (chosen.includes(owner) ? [input] : []));
  const own = points && { points: points.map((point) => encoded(point, chosen, inputs, space)) };
  return subtract(number(boundary), { op: 'distance', inputs, ...own });
}

/** A place in raw units of some features as standardised inputs. */
function encoded(point: readonly number[], chosen: readonly number[], inputs: readonly number[], space: NormSpace) {
  const raw = new Float64Array(space.features.length);
  chosen.forEach((index, i) => (raw[index] = point[i]));
  const x = standardise(encode(space.features, raw, 1), 1, space.standardiser);
  return inputs.map((input) => x[input]);
}
