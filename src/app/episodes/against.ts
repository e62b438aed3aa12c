/** How well a reward tells another data set from demonstrations that trained nothing (docs/methods.md 1.5). */
import { auroc } from '../../basics/statistics';
import { Cancelled, type Task } from '../../basics/task';
import type { Demonstrations } from '../../demonstrations/demonstrations';
import { rowsOf, split } from '../../demonstrations/split';
import type { NegativeFigures } from '../../reward/evaluation/figures';
import { Join } from '../../reward/evaluation/join';
import { mostNegatives, rawRows } from '../../training/evaluation/row-sets';
import type { JudgingReward } from './reward';
import { scoreFrames } from './scoring';
import type { ScoredSet } from './set';

/**
 * AUROC of held-out demonstrations against the frames of a set, by energy and by the join, and the share of its frames that
 * the gate, current patches included, does not allow. Held-out frames are thinned as the assessment does.
 * @param own the data set that the reward was trained on, under the settings that split it
 * @throws Cancelled
 */
export async function againstHeldOut(
  reward: JudgingReward,
  own: { readonly demonstrations: Demonstrations; readonly members: number; readonly seed: number },
  { frames, allowed }: Pick<ScoredSet, 'frames' | 'allowed'>,
  task: Task,
): Promise<NegativeFigures> {
  const { demonstrations, members, seed } = own;
  const test = rowsOf(split(demonstrations.episodes, members, seed), 'test');
  const raw = rawRows({ demonstrations }, test, mostNegatives);
  const rows = raw.length / demonstrations.features.length;
  const whole = { episode: 0, start: 0, end: rows, part: 'test', judged: null, own: undefined } as const;
  const held = await scoreFrames(reward, raw, [whole], task, 'Comparing with held-out demonstrations');
  if (task.cancelled()) throw new Cancelled();
  const join = new Join(reward.outOfFold);
  return {
    energy: auroc(frames.energy, held.energy),
    join: auroc(join.of(frames.energy, frames.distanceRatio), join.of(held.energy, held.distanceRatio)),
    notAllowed: 1 - allowed.reduce((sum, value) => sum + value, 0) / frames.rows,
  };
}
