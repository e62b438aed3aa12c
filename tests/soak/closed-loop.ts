/**
 * Whether a sampling planner that optimises a learned reward does the task (docs/methods.md 9): worlds recorded from their
 * demonstrators, rewards learned from the recordings alone, true returns of the planner's episodes.
 */
import { Random } from '../../src/basics/random';
import { mean } from '../../src/basics/statistics';
import { randomly, runEpisode } from '../../src/planning/closed-loop';
import { layouts } from '../../src/planning/maze/layouts';
import { defaultSampling, denseForm, SamplingPlanner } from '../../src/planning/planners/sampling';
import { readingsOf } from '../../src/planning/reading';
import type { World } from '../../src/planning/world';
import { arm } from '../../src/planning/worlds/arm';
import { cartPole } from '../../src/planning/worlds/cart-pole';
import { pendulum } from '../../src/planning/worlds/pendulum';
import { pointMass } from '../../src/planning/worlds/point-mass';
import { pointsAt } from '../../src/reward/points-at';
import { value } from '../unit/flywheel/red-team/opened';
import { type FitMember, fitOf, learn } from '../unit/planning/learned';
import { recordWorld } from '../unit/planning/world-demonstrations';
import { fitMixture } from './hidden-flaws';

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
/** Twenty episodes of chance, forty of the demonstrator, and the planner from as many starts as asked. */
export async function closedLoop({ stage, family, motion, form, seed, starts }: LoopCase): Promise<LoopOutcome> {
  const { world, rated } = stages[stage];
  const { demonstrations, trueReturn } = await recordWorld(world, motion ? rated : [], recorded, seed);
  const readings = value(readingsOf(world, demonstrations.features));
  const random = Random.of(seed, 'closed loop', world.id);
  const run = (acts: Parameters<typeof runEpisode>[4], from = world.start(random)) =>
    runEpisode(world, readings, world.timeStep, from, acts);
  const chance: number[] = [];
  for (let i = 0; i < 20; i++) chance.push((await run(randomly(world, random))).trueReturn);
  const fit: FitMember = family === 'mixture' ? (prepared, member) => fitMixture(prepared, member, 1) : fitOf(family);
  const { model, scorer } = await learn(demonstrations, members, family, fit);
  const scoreOf = async (raw: Float64Array | Float32Array, rows: number) =>
    mean((await scorer.score(pointsAt(model, raw, rows), [])).score);
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
    claims.push(await scoreOf(episode.raw, episode.frames));
  }
  const { values, rows } = demonstrations;
  const scored = await scoreOf(values, rows);
  return { returns, claims, byChance: mean(chance), byDemonstrator: trueReturn, recorded: scored };
}

export { normalisedReturn } from '../../src/planning/closed-loop';
export { Random } from '../../src/basics/random';
