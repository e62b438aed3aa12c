/** `support`: the boundary less the distance to the nearest demonstration, in standardised units. */
import * as v from 'valibot';
import { exactly } from '../../basics/schema';
import type { Feature } from '../../demonstrations/demonstrations';
import { encode, encodedOwners, standardise } from '../../demonstrations/encoding';
import type { NormSpace } from '../rows';
import { constant, subtract } from '../tree/tree-nodes';
import { common, featureList, length, points, rule, wrongPoint } from './fields';
import { featuresField, pointsField } from './form';
import { listed, named, type NormBy, type NormKind, type NormWords } from './kind';

/**
 * The distance to the nearest demonstration is at most the boundary; standardised units, over the inputs of `features`, all
 * when absent. `points`: places that count as demonstrations, each in raw units of `features`; absent = the basin.
 */
export type SupportNorm = NormBy<typeof schema>;

const schema = (features: readonly Feature[]) =>
  v.pipe(
    exactly({
      ...common('support'),
      features: v.optional(featureList(features)),
      boundary: v.pipe(length, v.description('Standardised units.')),
      points: v.optional(points(1)),
    }),
    rule(({ features: chosen = features, points: places = [] }) => wrongPoint(chosen.length, places)),
  );

export const supportWords: NormWords<SupportNorm> = {
  type: 'support',
  title: 'Near demonstrations',
  hint: 'No state lies farther from every demonstration than the boundary, in standardised units.',
  margin: 'boundary − distance to the nearest demonstration, or to the nearest of `points`',
  form: [
    { key: 'boundary', label: 'Boundary (standardised units)', kind: 'number' },
    { ...featuresField, label: 'Over these features alone', optional: true },
    { ...pointsField, label: 'Near these places instead of the demonstrations', optional: true },
  ],
  sentence({ boundary, features, points: places }, telling) {
    const over = features === undefined ? '' : ` over ${listed(features, telling)}`;
    const whom = places === undefined ? 'a demonstration' : `one of ${places.length} places`;
    return `At most ${telling.number(boundary)} standardised units from ${whom}${over}`;
  },
  named,
};

export const support: NormKind<SupportNorm> = {
  type: 'support',
  schema,
  tree({ features, boundary, points: places }, space) {
    const chosen = features ?? space.features.map((_, index) => index);
    const inputs = encodedOwners(space.features).flatMap((owner, input) => (chosen.includes(owner) ? [input] : []));
    const own = places && { points: places.map((point) => encoded(point, chosen, inputs, space)) };
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
