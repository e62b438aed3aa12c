/** A planner that climbs a learned reward, small: the long runs are `npm run soak -- closed-loop` (docs/methods.md 9). */
import { expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { randomly, runEpisode } from '../../../src/planning/closed-loop';
import { defaultSampling, SamplingPlanner } from '../../../src/planning/planners/sampling';
import { readingsOf } from '../../../src/planning/reading';
import { pendulum as world } from '../../../src/planning/worlds/pendulum';
import { pointsAt } from '../../../src/reward/points-at';
import { learn, need } from './learned';
import { recordWorld } from './world-demonstrations';

const starts = 5;

test('a pendulum is swung up by whoever climbs the score with motion', async () => {
  const { demonstrations, trueReturn } = await recordWorld(world, ['cos_theta', 'sin_theta', 'theta_dot'], 40, 1);
  const { model, scorer } = await learn(demonstrations, 2);
  const readings = need(readingsOf(world, demonstrations.features));
  const worth = async (raw: Float64Array, rows: number) => (await scorer.score(pointsAt(model, raw, rows), [])).score;
  const parts = { world, readings, rateStep: world.timeStep, worth, settings: defaultSampling };
  const random = Random.of(2, 'starts');
  let [planned, chance] = [0, 0];
  for (let i = 0; i < starts; i++) {
    const from = world.start(random);
    const planner = new SamplingPlanner(parts, Random.of(i, 'planner'));
    const run = (acts: Parameters<typeof runEpisode>[4]) => runEpisode(world, readings, world.timeStep, from, acts);
    planned += (await run((state) => planner.act(state))).trueReturn / starts;
    chance += (await run(randomly(world, random))).trueReturn / starts;
  }
  expect((planned - chance) / (trueReturn - chance)).toBeGreaterThan(0.8);
}, 120_000);
