/** Planning in a worker of its own, on a copy of the reward that stays open from question to question. */
import { systemClock } from '../../basics/clock';
import { calmTask } from '../../basics/calm-task';
import { fail, type Result } from '../../basics/result';
import { Cancelled, type Progress } from '../../basics/task';
import { breathe } from '../../engine/open-scorer';
import type { Patch } from '../../reward/types';
import { openReward, type OpenReward } from '../project/open-reward';
import type { LoadedReward } from '../project/reward-document';
import { loopOn } from './loop';
import { mazeScene } from './scene';
import type { LoopAnswer, LoopQuestion, MazeAnswer, MazeQuestion } from './types';

export interface PlanningJob {
  open(reward: LoadedReward): Promise<Result<null>>;
  maze(patches: readonly Patch[], question: MazeQuestion): Promise<Result<MazeAnswer>>;
  loop(
    patches: readonly Patch[],
    question: LoopQuestion,
    onProgress: (progress: Progress) => void,
  ): Promise<Result<LoopAnswer>>;
  stop(): Promise<void>;
}

/** Least time between two reports, ms. */
const pause = 200;

export class PlanningJobService {
  private reward: OpenReward | null = null;
  private stops = 0;

  async open(loaded: LoadedReward): Promise<Result<null>> {
    const opened = await openReward(loaded);
    if (!opened.ok) return opened;
    this.reward = opened.value;
    return { ok: true, value: null };
  }

  maze(patches: readonly Patch[], question: MazeQuestion): Promise<Result<MazeAnswer>> {
    return mazeScene(this.opened, patches, question);
  }

  async loop(
    patches: readonly Patch[],
    question: LoopQuestion,
    onProgress: (progress: Progress) => void,
  ): Promise<Result<LoopAnswer>> {
    const asked = this.stops;
    let reported = -Infinity;
    const task = calmTask(
      {
        report: (progress) => {
          const now = systemClock.elapsed();
          if (now - reported < pause) return;
          reported = now;
          onProgress(progress);
        },
        cancelled: () => this.stops !== asked,
        breathe,
      },
      systemClock,
    );
    try {
      return await loopOn(this.opened, patches, question, task);
    } catch (error) {
      if (error instanceof Cancelled)
        return fail('cancelled', 'The planner was stopped.', 'Start it again when you like.');
      throw error;
    }
  }

  stop(): void {
    this.stops += 1;
  }

  private get opened(): OpenReward {
    if (this.reward === null) throw new Error('a question came before its reward');
    return this.reward;
  }
}
