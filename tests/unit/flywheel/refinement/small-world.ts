/** A reward of two inputs in closed form for tests: full around a path, falling off slowly, so that it has flaws. */
import { Random } from '../../../../src/basics/random';
import { unwatched } from '../../../../src/basics/task';
import type { Feature } from '../../../../src/demonstrations/demonstrations';
import { openProblem } from '../../../../src/flywheel/attack-problem';
import { defaultAudit } from '../../../../src/flywheel/default-audit';
import type { AttackProblem, AuditSettings, Flaw, GoodPoints, RepairContext } from '../../../../src/flywheel/types';
import type { Norm, RangeNorm } from '../../../../src/norms/norm';
import { openNorms } from '../../../../src/norms/open-norm';
import type { DemonstrationDistances } from '../../../../src/norms/rows';
import { Certificate } from '../../../../src/reward/patches/certificate';
import { NeighbourTree } from '../../../../src/reward/distance/nearest';
import { emptyScores } from '../../../../src/reward/score-chunks';
import { PatchEvaluator } from '../../../../src/reward/patches/suppression';
import type { Patch, Points, Scorer, Scores } from '../../../../src/reward/types';

export const features: readonly Feature[] = ['east', 'north'].map((name) => ({
  name,
  unit: 'm',
  role: 'continuous',
  column: name,
  group: 'observation',
  levels: [],
}));
const standardiser = { mean: new Float32Array(2), std: new Float32Array(2).fill(1) };
export const space = { features, standardiser };
/** No demonstration goes farther north. */
export const fence: RangeNorm = { id: 'fence', type: 'range', features: [1], min: [-3], max: [0.8] };

export interface World {
  readonly problem: AttackProblem;
  readonly settings: AuditSettings;
  setPatches(patches: readonly Patch[]): void;
  /** A point of the world as a flaw of the fence. */
  flawAt(east: number, north: number, norm?: string | null): Flaw;
  /** What a refiner works with on these flaws under the patches of now. */
  context(flaws: readonly Flaw[], settings?: Partial<AuditSettings>): RepairContext;
}

/** 8 episodes along the east axis; every third is held out. */
function path(seed: number, heldOut: boolean): { raw: Float64Array; owners: Uint32Array } {
  const random = Random.of(seed, 'path');
  const rows: number[] = [];
  const owners: number[] = [];
  for (let episode = 0; episode < 12; episode++) {
    for (let frame = 0; frame < 25; frame++) {
      const place = [-2 + frame / 6, 0.1 * random.normal()];
      if ((episode % 3 === 0) !== heldOut) continue;
      rows.push(...place);
      owners.push(episode);
    }
  }
  return { raw: Float64Array.from(rows), owners: Uint32Array.from(owners) };
}

/** r: 1 within .5 of the axis, then falling; rewards much that the fence forbids. */
export function rewardAt(east: number, north: number): number {
  const distance = Math.hypot(Math.max(0, Math.abs(east) - 2), north);
  return Math.exp(-Math.max(0, distance - 0.5));
}

export function smallWorld({
  seed = 1,
  norms = [fence],
  epsilon = 0.05,
}: { seed?: number; norms?: readonly Norm[]; epsilon?: number | null } = {}): World {
  const settings = { ...defaultAudit, epsilon, seed };
  const pointsOf = (raw: Float64Array): Points => ({ rows: raw.length / 2, x: Float64Array.from(raw), raw });
  const goodOf = ({ raw, owners }: ReturnType<typeof path>): GoodPoints => ({
    points: pointsOf(raw),
    episodes: owners,
    folds: new Int32Array(owners.length).fill(-1),
    reward: Float64Array.from(owners, (_, row) => rewardAt(raw[2 * row], raw[2 * row + 1])),
  });
  const basin = goodOf(path(seed, false));
  const tree = new NeighbourTree(basin.points.x, basin.points.rows, 2);
  const distances: DemonstrationDistances = { distance: (x, at) => tree.distance(x, undefined, at) };
  const opened = openNorms(norms, space, distances);
  if (!opened.ok) throw new Error(opened.failure.message);
  let patches: readonly Patch[] = [];
  const problem = openProblem({
    space,
    box: { low: Float64Array.of(-3, -2), high: Float64Array.of(3, 2) },
    floor: 0.05,
    norms: opened.value,
    distances,
    basin,
    heldOut: goodOf(path(seed, true)),
    epsilon99: 0.2,
    uMax: 2,
    labeller: null,
    searches: {
      descend: () => Promise.reject(new Error('no search here')),
      crossEntropy: () => Promise.reject(new Error('no search here')),
      energies: () => Promise.reject(new Error('no search here')),
    },
    scorer: { score, errors: () => Promise.resolve(new Float64Array(0)), dispose: () => undefined } satisfies Scorer,
    patches: () => patches,
    uncertainties: (points) => new Float64Array(points.rows),
    task: unwatched,
  });
  function score(points: Points, under: readonly Patch[]): Promise<Scores> {
    const sums = new PatchEvaluator([], points, { space, distances }).sums(under);
    const reward = Float64Array.from({ length: points.rows }, (_, row) =>
      rewardAt(points.raw[2 * row], points.raw[2 * row + 1]),
    );
    const score = reward.map((r, row) => Math.max(0, Math.min(1, r + sums.raise[row]) - sums.suppression[row]));
    return Promise.resolve({ ...emptyScores(points.rows, 1), ...sums, baseReward: reward, score });
  }
  const meterOf = (chosen: AuditSettings) =>
    new Certificate({
      points: basin.points,
      reward: basin.reward,
      models: [],
      epsilon: chosen.epsilon ?? problem.epsilon99,
      limit: chosen.budget,
      scoring: { space, distances },
    });
  let made = 0;
  return {
    problem,
    settings,
    setPatches: (next) => (patches = next),
    flawAt: (east, north, norm = 'fence') => ({
      id: `flaw ${east} ${north}`,
      raw: [east, north],
      score: rewardAt(east, north),
      distanceRatio: 1,
      norm,
      severity: 1,
      margin: norm === null ? null : 0.8 - north,
      strategy: 'low-discrepancy',
      iteration: 1,
    }),
    context: (flaws, changes = {}) => {
      const raw = Float64Array.from(flaws.flatMap((flaw) => flaw.raw));
      const chosen = { ...settings, ...changes };
      return {
        problem,
        settings: chosen,
        iteration: 1,
        flaws,
        at: pointsOf(raw),
        known: raw,
        patches,
        meter: meterOf(chosen),
        modelId: 'a model',
        newId: () => `new-${++made}`,
      };
    },
  };
}

/** Rewarded places beyond the fence, seeded. */
export function flawsOfFence({ flawAt }: World, count: number, seed: number): Flaw[] {
  const random = Random.of(seed, 'flaws');
  return Array.from({ length: count }, () => flawAt(random.uniform(-3, 3), random.uniform(0.801, 2)));
}

/** The same things in another order. */
export function shuffled<T>(things: readonly T[], seed: number): T[] {
  return Array.from(Random.of(seed, 'shuffle').permutation(things.length), (i) => things[i]);
}
