/** Keeps what was measured of a reward, whoever has it open: a facet of its one owner. */
import type { Result } from '../../basics/result';
import type { ProjectOwner } from '../project/owner';
import { withMeasured } from '../project/reward-document';
import type { Served } from '../worker/host';
import type { EvaluatedReward, EvaluationKeeping } from './types';

export class EvaluationKeeper implements Served<EvaluationKeeping> {
  constructor(private readonly owner: ProjectOwner) {}

  keep(runId: string, { rewardId, document, arrays }: EvaluatedReward): Promise<Result<true>> {
    const event = { kind: 'evaluate', payload: { reward: rewardId, run: runId } } as const;
    return this.owner.measured(rewardId, (store) =>
      store.rewards.evaluate(rewardId, (now) => withMeasured(now, document), arrays, event, runId),
    );
  }
}
