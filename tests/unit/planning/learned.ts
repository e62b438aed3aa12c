/** A reward learned from demonstrations in a maze, by the Gaussian family, with everything that an audit asks of it. */
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import { rowsOf, trainingRowsOf } from '../../../src/demonstrations/split';
import { fastArithmetic } from '../../../src/engine/arithmetic';
import { auditedBox, openProblem } from '../../../src/flywheel/attack-problem';
import { defaultAudit } from '../../../src/flywheel/default-audit';
import { Loop } from '../../../src/flywheel/loop';
import { blankMemory } from '../../../src/flywheel/memory';
import { openSearches } from '../../../src/flywheel/search/searches';
import type { GoodPoints } from '../../../src/flywheel/types';
import type { Norm } from '../../../src/norms/norm';
import { openNorms } from '../../../src/norms/open-norm';
import { demonstrateMaze } from '../../../src/planning/maze/demonstrator';
import type { Layout } from '../../../src/planning/maze/layout';
import { type MazeAgent, mazeReadings } from '../../../src/planning/maze/plan-maze';
import { medianSpeed } from '../../../src/planning/maze/speed';
import { calibrate } from '../../../src/reward/calibration/calibrate';
import { openBasin, fitBasin, uncertainties } from '../../../src/reward/distance/uncertainty';
import { families } from '../../../src/reward/families';
import { openModel } from '../../../src/reward/open-model';
import { Certificate } from '../../../src/reward/patches/certificate';
import { pointsAt } from '../../../src/reward/points-at';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { defaultKappa } from '../../../src/reward/score';
import type { MemberRecord, Patch, RewardModel, Tensors } from '../../../src/reward/types';
import { gather, goodRows, inputsAt, prepareData, type PreparedData } from '../../../src/training/prepared-data';
import type { Result } from '../../../src/basics/result';

export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const feature = (name: string, column: string, role: Feature['role']): Feature => ({
  name,
  column,
  role,
  unit: '',
  group: 'observation',
  levels: [],
});

/** Places with their rates; the first rate of an episode is 0. */
export const features: readonly Feature[] = [
  feature('x', 'x', 'continuous'),
  feature('y', 'y', 'continuous'),
  feature('dx', 'x', 'derived'),
  feature('dy', 'y', 'derived'),
];

/** @returns demonstrations of a maze with rates as inputs */
export function demonstrated(layout: Layout, episodes: number, seed: number): Demonstrations {
  const made = demonstrateMaze(layout, episodes, Random.of(seed, 'demonstrations'));
  if (made === null) throw new Error(`nobody walks layout ${layout.id}`);
  const starts: number[] = [];
  const values = made.rows.flatMap(([episode, , x, y], row) => {
    const before = made.rows[row - 1];
    const first = before === undefined || before[0] !== episode;
    if (first) starts.push(row);
    return first ? [x, y, 0, 0] : [x, y, (x - before[2]) / made.timeStep, (y - before[3]) / made.timeStep];
  });
  return {
    features,
    rows: made.rows.length,
    values: Float32Array.from(values),
    episodes: Uint32Array.from([...starts, made.rows.length]),
    timeStep: made.timeStep,
  };
}

export interface Learned {
  readonly prepared: PreparedData;
  readonly model: RewardModel;
  readonly scorer: ReferenceScorer;
}

type FittedFamily = 'gaussians' | 'knn' | 'mixture';
export type FitMember = (prepared: PreparedData, member: number) => Promise<Tensors>;

const arithmetic = await fastArithmetic();

/** Families that fit themselves, on the rows of a member. */
export function fitOf(family: Exclude<FittedFamily, 'mixture'>): FitMember {
  return async (prepared, member) => {
    const x = inputsAt(prepared, trainingRowsOf(prepared.split, member));
    const request = { x, rows: x.length / prepared.dims, dims: prepared.dims, seed: 1, member };
    const tensors = await families[family].fit?.(request, unwatched, arithmetic);
    if (tensors === undefined) throw new Error(`${family} is not fitted by itself`);
    return tensors;
  };
}

export async function learn(
  demonstrations: Demonstrations,
  members = 2,
  family: FittedFamily = 'gaussians',
  fit: FitMember = fitOf('gaussians'),
): Promise<Learned> {
  const prepared = need(prepareData(demonstrations, members, 1));
  const records: MemberRecord[] = [];
  for (let member = 0; member < members; member++) {
    const tensors = await fit(prepared, member);
    const fold = inputsAt(prepared, rowsOf(prepared.split, member));
    const errors = need(families[family].open(tensors, arithmetic)).errors(fold, fold.length / prepared.dims);
    records.push({ tensors, calibration: need(calibrate(errors)) });
  }
  const { standardiser } = prepared;
  const { features: read } = demonstrations;
  const model: RewardModel = { family, features: read, standardiser, members: records, kappa: defaultKappa, beta: 1 };
  return { prepared, model, scorer: new ReferenceScorer(model, need(openModel(model, families, arithmetic))) };
}

/** The learned reward as a planner in a maze asks for it. */
export function agentOf({ prepared, model, scorer }: Learned, patches: readonly Patch[]): MazeAgent {
  const readings = need(mazeReadings(model.features));
  const { values, rows } = prepared.demonstrations;
  return {
    readings,
    speed: medianSpeed(readings, values, rows),
    reward: (raw, rows) => scorer.score(pointsAt(model, raw, rows), patches),
  };
}

/** The flywheel under a norm until it converges; a person accepts everything. */
export async function audited(
  { prepared, model, scorer }: Learned,
  norms: readonly Norm[],
  queries: number,
): Promise<readonly Patch[]> {
  const { demonstrations } = prepared;
  const space = { features, standardiser: model.standardiser };
  const good = goodRows(prepared);
  const raw = gather(demonstrations.values, features.length, good);
  const points = pointsAt(model, raw, good.length);
  const episodes = Uint32Array.from(good, (row) => demonstrations.episodes.findIndex((start) => start > row) - 1);
  const basinFit = need(fitBasin(Float32Array.from(points.x), episodes, prepared.dims, 1));
  const fitted = openBasin(basinFit.basin);
  const distances = {
    distance: (x: ArrayLike<number>, at = 0) =>
      fitted.search.search(
        Float64Array.from({ length: prepared.dims }, (_, d) => x[at + d]),
        1,
        1,
      ).distances[0],
  };
  const basin: GoodPoints = {
    points,
    episodes,
    folds: new Int32Array(good.length).fill(-1),
    reward: (await scorer.score(points, [])).baseReward,
  };
  const settings = { ...defaultAudit, queries, maxIterations: 4, kinds: ['mask'] as const };
  let patches: readonly Patch[] = [];
  const problemOf = (current: () => readonly Patch[]) =>
    openProblem({
      space,
      box: auditedBox(features, raw, good.length, 1.5),
      floor: 0.05,
      norms: need(openNorms(norms, space, distances)),
      distances,
      basin,
      heldOut: null,
      epsilon99: basinFit.basin.epsilon99,
      uMax: 2,
      labeller: null,
      searches: openSearches(model, need(openModel(model)), scorer),
      scorer,
      patches: current,
      uncertainties: (at) => uncertainties(fitted, at.x, at.rows),
      task: unwatched,
    });
  const meter = new Certificate({
    points,
    reward: basin.reward,
    models: [],
    epsilon: basinFit.basin.epsilon99,
    limit: settings.budget,
    scoring: { space, distances },
  });
  const loop = new Loop(
    {
      problem: problemOf,
      meter,
      modelId: 'learned',
      person: {
        review: (clusters) =>
          Promise.resolve(clusters.map((cluster) => ({ ...cluster, verdict: 'accepted' as const }))),
        approve: () => Promise.resolve(true),
      },
      clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
      offSample: 200,
      gapOf: (flaws) => new Float64Array(flaws.length).fill(1),
      actionsOf: () => Promise.resolve([]),
      phase: () => undefined,
      state: (_convergence, made) =>
        Promise.resolve({
          coverage: { attacked: norms.map(({ id }) => id), onRecords: [], untested: [] },
          said: '',
          premise: {
            ...{ version: '', model: 'learned', rules: '', patches: `${made.length}`, date: '2026-01-01' },
            data: { name: '', fingerprint: '' },
            settings: { ...settings, uMax: null },
          },
        }),
      keep: (_memory, kept) => {
        patches = kept;
        return Promise.resolve();
      },
    },
    settings,
    blankMemory,
    [],
  );
  await loop.run(settings.maxIterations);
  return patches;
}
