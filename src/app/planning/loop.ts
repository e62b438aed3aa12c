/** A sampling planner climbs a reward in a world: true returns beside what the reward claims (docs/methods.md 9). In a job worker. */
import { Random } from '../../basics/random';
import { fail, ok, type Result } from '../../basics/result';
import { mean } from '../../basics/statistics';
import { Cancelled, type Task } from '../../basics/task';
import { asDemonstrated, type Episode, normalisedReturn, randomly, runEpisode } from '../../planning/closed-loop';
import { defaultSampling, denseForm, SamplingPlanner } from '../../planning/planners/sampling';
import { readingsOf } from '../../planning/reading';
import { worlds } from '../../planning/worlds';
import { pointsAt } from '../../reward/points-at';
import type { Patch } from '../../reward/types';
import type { OpenReward } from '../project/open-reward';
import type { LoopAnswer, LoopQuestion } from './types';

const seed = 1;
/** Episodes that chance and the demonstrator are measured on. */
const measured = 20;

/** @throws Cancelled */
export async function loopOn(
  reward: OpenReward,
  all: readonly Patch[],
  question: LoopQuestion,
  task: Task,
): Promise<Result<LoopAnswer>> {
  const world = worlds.find(({ id }) => id === question.world);
  if (world === undefined) return fail('not-found', 'There is no such world.', 'Choose one of the list.');
  const readings = readingsOf(world, reward.model.features);
  if (!readings.ok) return readings;
  const patches = question.patched ? all : [];
  // Rates per frame are differences as they stand; others go by the world's own clock.
  const rateStep = reward.model.features.some(({ per }) => per === 'frame') ? 1 : world.timeStep;
  const random = Random.of(seed, 'planning', world.id);
  const run = (acts: Parameters<typeof runEpisode>[4], from: Float64Array) =>
    runEpisode(world, readings.value, rateStep, from, acts);
  const scores = async (raw: Float64Array, rows: number) =>
    reward.scorer.score(pointsAt(reward.model, raw, rows), patches);
  const claimOf = async ({ raw, frames }: Episode) => mean((await scores(raw, frames)).score);
  const worth = async (raw: Float64Array, rows: number): Promise<Float64Array> => {
    if (task.cancelled()) throw new Cancelled();
    await task.breathe();
    const { score, energy } = await scores(raw, rows);
    return Float64Array.from(score, (s, row) => (question.form === 'dense' ? denseForm(s, energy[row]) : s));
  };
  const chance: number[] = [];
  const shown: Episode[] = [];
  for (let i = 0; i < measured; i++) {
    chance.push((await run(randomly(world, random), world.start(random))).trueReturn);
    shown.push(await run(asDemonstrated(world, random), world.start(random)));
  }
  const byChance = mean(chance);
  const byDemonstrator = mean(shown.map(({ trueReturn }) => trueReturn));
  const claims: number[] = [];
  for (const episode of shown) claims.push(await claimOf(episode));
  const starts = [];
  for (let i = 0; i < question.starts; i++) {
    const planner = new SamplingPlanner(
      { world, readings: readings.value, rateStep, settings: defaultSampling, worth },
      Random.of(seed, 'planner', i),
    );
    let frame = 0;
    const act = (state: Float64Array) => {
      const [done, total] = [i * world.horizon + frame++, question.starts * world.horizon];
      task.report({ label: `Start ${i + 1} of ${question.starts}`, done, total });
      return planner.act(state);
    };
    const episode = await run(act, world.start(Random.of(seed, 'planning start', i)));
    const normalised = (episode.trueReturn - byChance) / (byDemonstrator - byChance);
    starts.push({ trueReturn: episode.trueReturn, normalised, claim: await claimOf(episode), frames: episode.frames });
  }
  const returns = starts.map(({ trueReturn }) => trueReturn);
  const normalised = normalisedReturn(returns, byChance, byDemonstrator, Random.of(seed, 'bootstrap'));
  return ok({ question, normalised, starts, byChance, byDemonstrator, demonstratorClaim: mean(claims) });
}
