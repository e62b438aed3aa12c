/**
 * Does a policy that optimises the open reward do the task? A facet of the reward's one owner: says where it can be planned on, and
 * hands questions to a worker that keeps a copy of the reward for as long as its model stays the same.
 */
import { ok, type Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import { layouts } from '../../planning/maze/layouts';
import { mazeReadings } from '../../planning/maze/plan-maze';
import { readByPlace, readingsOf } from '../../planning/reading';
import { worlds } from '../../planning/worlds';
import type { Scorer } from '../../reward/types';
import { type Draft, loadedOf } from '../project/draft';
import type { ProjectOwner } from '../project/owner';
import type { WorkerClient } from '../worker/client';
import type { Served } from '../worker/host';
import type { PlanningJob } from './job';
import type { LoopAnswer, LoopQuestion, MazeAnswer, MazeQuestion, PlanChoices, PlanningService } from './types';

export class PlanningFacet implements Served<PlanningService> {
  private worker: WorkerClient<{ readonly planning: PlanningJob }> | null = null;
  /** Of the draft whose copy the worker holds. */
  private scorer: Scorer | null = null;

  constructor(
    private readonly owner: ProjectOwner,
    private readonly startWorker: () => WorkerClient<{ readonly planning: PlanningJob }>,
  ) {
    owner.beforeLeaving(() => {
      this.rest();
      return Promise.resolve();
    });
  }

  async choices(rewardId: string): Promise<Result<PlanChoices>> {
    const draft = await this.owner.open(rewardId);
    if (!draft.ok) return draft;
    const { model, row } = draft.value.reward;
    const maze = mazeReadings(model.features);
    return ok({
      mazes: layouts.map(({ id, name, rows }) => ({ id, name, rows })),
      mazeRefusal: maze.ok ? null : maze.failure.message,
      worlds: worlds.map((world) => {
        const readings = readingsOf(world, model.features);
        return {
          id: world.id,
          title: world.title,
          hint: world.hint,
          refusal: readings.ok ? null : readings.failure.message,
          byPlace: readByPlace(world, model.features),
        };
      }),
      patches: row.patches.filter(({ enabled }) => enabled !== false).length,
    });
  }

  maze(rewardId: string, question: MazeQuestion): Promise<Result<MazeAnswer>> {
    return this.ask(rewardId, (job, { reward }) => job.maze(reward.row.patches, question));
  }

  loop(
    rewardId: string,
    question: LoopQuestion,
    onProgress: (progress: Progress) => void,
  ): Promise<Result<LoopAnswer>> {
    return this.ask(rewardId, (job, { reward }) => job.loop(reward.row.patches, question, onProgress));
  }

  async stop(): Promise<void> {
    await this.worker?.api.planning.stop();
  }

  private async ask<T>(
    rewardId: string,
    question: (job: PlanningJob, draft: Draft) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const draft = await this.owner.open(rewardId);
    if (!draft.ok) return draft;
    const { reward } = draft.value;
    if (this.worker === null || this.scorer !== reward.scorer) {
      this.rest();
      this.worker = this.startWorker();
      this.scorer = reward.scorer;
      const opened = await this.worker.api.planning.open(loadedOf(reward));
      if (!opened.ok) return opened;
    }
    return question(this.worker.api.planning, draft.value);
  }

  private rest(): void {
    this.worker?.terminate();
    this.worker = null;
    this.scorer = null;
  }
}
