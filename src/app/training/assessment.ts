/**
 * After the members are trained: has all families fitted and judged on episodes that none has seen, and stores the reward.
 * Runs in a worker; deterministic, so a run that was cut off here is assessed again to the same figures.
 */
import { newIdentifier } from '../../basics/identifier';
import type { Result } from '../../basics/result';
import type { Store } from '../../store/store';
import type { DatasetRow } from '../../store/types';
import { EvaluationJob } from '../../training/evaluation/evaluation-job';
import { evaluate } from '../../training/evaluation/evaluate';
import { documentOf, type RewardParts } from '../project/reward-document';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import { withLanes } from './evaluation-lanes';
import { partsOf } from './reward-parts';
import type { AssessmentInput, AssessmentJob, TrainingFacts } from './types';

export class AssessmentService implements Served<AssessmentJob> {
  /** Id of the stored reward. */
  assess(
    runId: string,
    { prepared, dataset, passed }: AssessmentInput,
    facts: TrainingFacts,
    report: (label: string) => void,
  ): Promise<Result<string>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      const { options, norms } = run.value.state;
      const { settings } = options;
      const checkpoints = await store.runs.checkpoints.list(runId);
      if (!checkpoints.ok) return checkpoints;
      const evaluated = await withLanes(
        prepared,
        ({ label }) => report(label),
        (lanes) => evaluate(new EvaluationJob(prepared, checkpoints.value, settings.seed, lanes)),
      );
      if (!evaluated.ok) return evaluated;
      report('Writing the reward down');
      const parts = partsOf(prepared, dataset, checkpoints.value, evaluated.value, facts);
      return storeReward(store, { ...parts, norms, passed }, dataset, runId);
    });
  }
}

async function storeReward(
  store: Store,
  parts: RewardParts,
  dataset: DatasetRow,
  runId: string,
): Promise<Result<string>> {
  const { document, arrays } = documentOf(parts);
  const row = {
    id: newIdentifier(),
    name: dataset.name,
    datasetId: dataset.id,
    document,
    patches: [],
    norms: parts.norms ?? [],
    revision: 0,
    createdAt: parts.madeAt,
    updatedAt: parts.madeAt,
  };
  const payload = { reward: row.id, dataset: dataset.fingerprint, device: parts.training.device };
  return mapResult(await store.rewards.add(row, arrays, { kind: 'train', payload }, { runId }), () => row.id);
}
