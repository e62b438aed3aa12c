/** Many patches of every kind at once, masks of every norm among them, seeded: what an index must not miss any of. */
import { Random } from '../../../../src/basics/random';
import type { Norm } from '../../../../src/norms/norm';
import { pointsOf } from '../../../../src/release/points';
import { openModel } from '../../../../src/reward/open-model';
import { scoringContextOf, type ScoringContext } from '../../../../src/reward/patches/scoring-context';
import { distancesToDemonstrations } from '../../../../src/reward/distance/demonstration-distances';
import type { ErrorModel, InputPatch, Patch, Points, RewardModel } from '../../../../src/reward/types';
import { numericNorms } from '../../release/every-norm';
import { everyPatch, randomModel, sculptPatches } from '../../release/fixtures';

export interface EveryKind {
  readonly model: RewardModel;
  readonly models: readonly ErrorModel[];
  readonly points: Points;
  readonly scoring: ScoringContext;
  readonly patches: readonly Patch[];
}

function rawRows({ features }: RewardModel, rows: number): Float64Array {
  const random = Random.of(3, 'raw');
  const one = (row: number) =>
    features.map(({ role }) =>
      role === 'category' ? random.integer(5) : Math.fround((row % 4 === 0 ? 3 : 0.8) * random.normal()),
    );
  return Float64Array.from(Array.from({ length: rows }, (_, row) => one(row)).flat());
}

/** A norm that some rows cannot be judged by, and one whose margin overflows where the last feature is beyond 2. */
export const untoldNorms: readonly Norm[] = [
  { id: 'root', type: 'predicate', expression: 'sqrt(continuous_0 + 3.0) < 9.0' },
  {
    id: 'power',
    type: 'predicate',
    expression: `${new Array<string>(8).fill('(derived_3 * 1.7e38)').join(' * ')} < 1.0`,
  },
];

function maskOf(norm: Norm, i: number): Patch {
  return { id: `mask ${i}`, kind: 'suppress', space: 'mask', strength: 0.03, width: i % 2 === 0 ? 0 : 0.3, norm };
}

/** Small kernels around the points, so that the index has something to sort. */
function crowd(points: Points, count: number): InputPatch[] {
  const random = Random.of(5, 'crowd');
  const dims = points.x.length / points.rows;
  return Array.from({ length: count }, (_, i) => {
    const row = random.integer(points.rows);
    return {
      ...{ id: `kernel ${i}`, kind: i % 5 === 0 ? 'raise' : 'suppress', space: 'input' },
      center: Array.from(points.x.subarray(row * dims, (row + 1) * dims)),
      ...{ kernel: 'wendland', reach: 0.2 + random.next(), core: 0, strength: 0.02, gate: null },
    };
  });
}

export function everyKind(rows: number, published = false): EveryKind {
  const model = randomModel({ family: 'mixture', members: 2, published });
  const models = openModel(model);
  if (!models.ok) throw new Error(models.failure.message);
  const points = pointsOf(model, rawRows(model, rows));
  const dims = model.standardiser.mean.length;
  const basin = { points: Float32Array.from(points.x.subarray(0, 50 * dims)), dims };
  const patches = [...everyPatch(model), ...numericNorms.map(maskOf), ...sculptPatches(model), ...crowd(points, 60)];
  return {
    model,
    models: models.value,
    points,
    scoring: scoringContextOf(model, distancesToDemonstrations(basin)),
    patches,
  };
}

/** The untold norms as masks. */
export const untoldMasks: readonly Patch[] = untoldNorms.map((norm, i) => maskOf(norm, 100 + i));
