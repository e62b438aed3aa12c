/**
 * Whether a sampling planner that optimises a learned reward does the task (docs/methods.md 9): worlds recorded from their
 * demonstrators, rewards learned from the recordings alone, true returns of the planner's episodes.
 */
import { Random } from '../../src/basics/random';
import { mean } from '../../src/basics/statistics';
import { unwatched } from '../../src/basics/task';
import type { Demonstrations, Feature } from '../../src/demonstrations/demonstrations';
import { rowsOf, trainingRowsOf } from '../../src/demonstrations/split';
import { fastArithmetic } from '../../src/engine/arithmetic';
import { asDemonstrated, type Episode, randomly, runEpisode } from '../../src/planning/closed-loop';
import { layouts } from '../../src/planning/maze/layouts';
import { defaultSampling, denseForm, SamplingPlanner } from '../../src/planning/planners/sampling';
import { readingsOf } from '../../src/planning/reading';
import type { World } from '../../src/planning/world';
import { arm } from '../../src/planning/worlds/arm';
import { cartPole } from '../../src/planning/worlds/cart-pole';
import { pendulum } from '../../src/planning/worlds/pendulum';
import { pointMass } from '../../src/planning/worlds/point-mass';
import { calibrate } from '../../src/reward/calibration/calibrate';
import { families } from '../../src/reward/families';
import { openModel } from '../../src/reward/open-model';
import { pointsAt } from '../../src/reward/points-at';
import { ReferenceScorer } from '../../src/reward/reference-scorer';
import { defaultKappa } from '../../src/reward/score';
import type { MemberRecord, RewardModel, Tensors } from '../../src/reward/types';
import { inputsAt, prepareData, type PreparedData } from '../../src/training/prepared-data';
import { fitMixture } from './hidden-flaws';
import { value } from '../unit/flywheel/red-team/opened';

/** Worlds with the columns whose rates are not recorded already (docs/methods.md 1.1). */
const stages: Readonly<Record<string, { readonly world: World; readonly rated: readonly string[] }>> = {
  pendulum: { world: pendulum, rated: ['cos_theta', 'sin_theta', 'theta_dot'] },
  'cart-pole': { world: cartPole, rated: ['cart_velocity', 'pole_velocity'] },
  'point mass, maze 01': { world: pointMass(layouts[0]), rated: ['vx', 'vy'] },
  'two-joint arm': { world: arm, rated: ['dq1', 'dq2'] },
};

export interface LoopCase {
  readonly stage: string;
  readonly family: 'gaussians' | 'knn' | 'mixture';
  readonly motion: boolean;
  readonly form: 'score' | 'dense';
  readonly seed: number;
  readonly starts: number;
}

export interface LoopOutcome {
  /** True returns of the planner, a start each. */
  readonly returns: readonly number[];
  /** Mean score of the planner's frames, a start each. */
  readonly claims: readonly number[];
  readonly byChance: number;
  readonly byDemonstrator: number;
  /** Mean score of the recorded frames. */
  readonly recorded: number;
}

const members = 5;
const recorded = 40;
const arithmetic = await fastArithmetic();

async function fit(prepared: PreparedData, family: LoopCase['family'], member: number): Promise<Tensors> {
  if (family === 'mixture') return fitMixture(prepared, member, 1);
  const x = inputsAt(prepared, trainingRowsOf(prepared.split, member));
  const tensors = await families[family].fit?.(
    { x, rows: x.length / prepared.dims, dims: prepared.dims, seed: 1, member },
    unwatched,
    arithmetic,
  );
  if (tensors === undefined) throw new Error(`${family} is not fitted by itself`);
  return tensors;
}

async function learn(demonstrations: Demonstrations, family: LoopCase['family']) {
  const prepared = value(prepareData(demonstrations, members, 1));
  const records: MemberRecord[] = [];
  for (let member = 0; member < members; member++) {
    const tensors = await fit(prepared, family, member);
    const fold = inputsAt(prepared, rowsOf(prepared.split, member));
    const errors = value(families[family].open(tensors, arithmetic)).errors(fold, fold.length / prepared.dims);
    records.push({ tensors, calibration: value(calibrate(errors)) });
  }
  const { features } = demonstrations;
  const model: RewardModel = {
    family,
    features,
    standardiser: prepared.standardiser,
    members: records,
    kappa: defaultKappa,
    beta: 1,
  };
  return { model, scorer: new ReferenceScorer(model, value(openModel(model, families, arithmetic))) };
}

function featuresOf({ columns }: World, rated: readonly string[]): Feature[] {
  const of = (name: string, column: string, role: Feature['role']): Feature => ({
    name,
    column,
    role,
    unit: '',
    group: 'observation',
    levels: [],
  });
  return [
    ...columns.map(({ name }) => of(name, name, 'continuous')),
    ...rated.map((name) => of(`rate of ${name}`, name, 'derived')),
  ];
}

function joinedEpisodes(world: World, features: readonly Feature[], episodes: readonly Episode[]): Demonstrations {
  const starts = [0];
  for (const { frames } of episodes) starts.push(starts[starts.length - 1] + frames);
  const values = Float32Array.from(episodes.flatMap(({ raw }) => Array.from(raw)));
  return {
    features,
    rows: starts[starts.length - 1],
    values,
    episodes: Uint32Array.from(starts),
    timeStep: world.timeStep,
  };
}

/** Twenty episodes of chance, forty of the demonstrator, and the planner from as many starts as asked. */
export async function closedLoop({ stage, family, motion, form, seed, starts }: LoopCase): Promise<LoopOutcome> {
  const { world, rated } = stages[stage];
  const features = featuresOf(world, motion ? rated : []);
  const readings = value(readingsOf(world, features));
  const random = Random.of(seed, 'closed loop', world.id);
  const run = (acts: Parameters<typeof runEpisode>[4], from = world.start(random)) =>
    runEpisode(world, readings, world.timeStep, from, acts);
  const shown: Episode[] = [];
  for (let i = 0; i < recorded; i++) shown.push(await run(asDemonstrated(world, random)));
  const chance: number[] = [];
  for (let i = 0; i < 20; i++) chance.push((await run(randomly(world, random))).trueReturn);
  const { model, scorer } = await learn(joinedEpisodes(world, features, shown), family);
  const scoreOf = async ({ raw, frames }: Episode) =>
    mean((await scorer.score(pointsAt(model, raw, frames), [])).score);
  const worth = async (raw: Float64Array, rows: number): Promise<Float64Array> => {
    const { score, energy } = await scorer.score(pointsAt(model, raw, rows), []);
    return form === 'dense'
      ? Float64Array.from(score, (s, row) => denseForm(s, energy[row]))
      : Float64Array.from(score);
  };
  const returns: number[] = [];
  const claims: number[] = [];
  for (let i = 0; i < starts; i++) {
    const from = world.start(Random.of(seed, 'closed loop start', i));
    const planner = new SamplingPlanner(
      { world, readings, rateStep: world.timeStep, settings: defaultSampling, worth },
      Random.of(seed, 'planner', i),
    );
    const episode = await run((state) => planner.act(state), from);
    returns.push(episode.trueReturn);
    claims.push(await scoreOf(episode));
  }
  const scores: number[] = [];
  for (const episode of shown) scores.push(await scoreOf(episode));
  return {
    returns,
    claims,
    byChance: mean(chance),
    byDemonstrator: mean(shown.map(({ trueReturn }) => trueReturn)),
    recorded: mean(scores),
  };
}

export { normalisedReturn } from '../../src/planning/closed-loop';
export { Random } from '../../src/basics/random';
