/**
 * Whether a policy that optimises a reward does the task (docs/methods.md 9): episodes in a world under a policy, their true return and
 * what the reward claims for the same frames, normalised so that random is 0 and the demonstrator 1.
 */
import type { Random } from '../basics/random';
import { mean, quantile } from '../basics/statistics';
import { readFrame, type WorldReading } from './reading';
import type { World } from './world';

export interface Episode {
  /** Sum of true rewards. */
  readonly trueReturn: number;
  readonly frames: number;
  /** [frames × F] raw rows as the reward reads them. */
  readonly raw: Float64Array;
  /** [(frames + 1) × state] */
  readonly states: Float64Array;
  /** [frames × A] */
  readonly actions: Float64Array;
}

export type Acts = (state: Float64Array) => Promise<Float64Array> | Float64Array;

/** One episode from a state. */
export async function runEpisode(
  world: World,
  readings: readonly WorldReading[],
  rateStep: number,
  start: Float64Array,
  acts: Acts,
): Promise<Episode> {
  const width = world.stateWidth;
  const columns = world.columns.length;
  const states: number[] = [...start];
  const actions: number[] = [];
  const raw: number[] = [];
  const now = new Float64Array(columns);
  const before = new Float64Array(columns);
  const row = new Float64Array(readings.length);
  let state = Float64Array.from(start);
  let trueReturn = 0;
  let frames = 0;
  for (; frames < world.horizon && !world.ended(state, 0); frames++) {
    world.observe(state, 0, now, 0);
    readFrame(readings, now, 0, frames === 0 ? now : before, 0, rateStep, row, 0);
    before.set(now);
    raw.push(...row);
    const action = await acts(state);
    const next = state.slice(0, width);
    world.step(next, 0, action, 0);
    trueReturn += world.reward(state, action, next);
    actions.push(...action);
    states.push(...next);
    state = next;
  }
  return {
    trueReturn,
    frames,
    raw: Float64Array.from(raw),
    states: Float64Array.from(states),
    actions: Float64Array.from(actions),
  };
}

/** Acts at random within the bounds, independently from frame to frame. */
export function randomly(world: World, random: Random): Acts {
  const { low, high } = world.actions;
  return () => Float64Array.from(low, (least, a) => random.uniform(least, high[a]));
}

/** Acts as a fresh demonstrator does. */
export function asDemonstrated(world: World, random: Random): Acts {
  const policy = world.demonstrator(random);
  const action = new Float64Array(world.actions.low.length);
  return (state) => {
    policy(state, action, random);
    return action.slice();
  };
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** (x̄ − random)/(demonstrator − random) with a bootstrap interval (95 %) over the episodes. @param resamples drawn with `random` */
export function normalisedReturn(
  returns: readonly number[],
  byChance: number,
  byDemonstrator: number,
  random: Random,
  resamples = 1000,
): Interval {
  const normal = (values: readonly number[]) => (mean(values) - byChance) / (byDemonstrator - byChance);
  const drawn = Float64Array.from({ length: resamples }, () =>
    normal(returns.map(() => returns[random.integer(returns.length)])),
  );
  return { value: normal(returns), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}
