/**
 * After the members are trained: calibrates them and stores the reward, which can be used from then on; then has all families
 * fitted and judged on episodes that none has seen. Runs in a worker; deterministic, so a run that was cut off here is
 * evaluated again to the same figures.
 */
import { newIdentifier } from '../../basics/identifier';
import { ok, type Result } from '../../basics/result';
import { defaultFamilies } from '../../reward/families';
import type { Store } from '../../store/store';
import type { DatasetRow } from '../../store/types';
import { EvaluationJob } from '../../training/evaluation/evaluation-job';
import { evaluate, type CalibratedReward } from '../../training/evaluation/evaluate';
import type { Piece } from '../../training/evaluation/lanes';
import { EvaluationWork } from '../../training/evaluation/work';
import { documentOf, measuredReward, type RewardParts } from '../project/reward-document';
import type { WorkerClient } from '../worker/client';
import type { Served } from '../worker/host';
import type { JobFacets } from '../worker/job-facets';
import { mapResult, withStore } from '../worker/worker-store';
import { withLanes } from './evaluation-lanes';
import { calibratedParts, evaluatedParts } from './reward-parts';
import type { AssessmentInput, AssessmentJob, EvaluatedReward, EvaluationReport, TrainingFacts } from './types';

export class AssessmentService implements Served<AssessmentJob> {
  /** @param startJob makes a worker for a lane */
  constructor(private readonly startJob: () => WorkerClient<JobFacets>) {}

  assess(
    runId: string,
    input: AssessmentInput,
    facts: TrainingFacts,
    report: (report: EvaluationReport) => void,
  ): Promise<Result<EvaluatedReward>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      const { options, norms } = run.value.state;
      const checkpoints = await store.runs.checkpoints.list(runId);
      if (!checkpoints.ok) return checkpoints;
      const meter = new Meter(new EvaluationWork(input.prepared).total, run.value.rewardId, report);
      const calibrated = async (reward: CalibratedReward): Promise<Result<unknown>> => {
        if (meter.rewardId !== null) return ok(meter.rewardId);
        const parts = calibratedParts(input, checkpoints.value, reward, facts);
        const stored = await storeReward(store, { ...parts, norms, passed: input.passed }, input.dataset, runId);
        if (stored.ok) meter.stored(stored.value);
        return stored;
      };
      const evaluation = await withLanes(input.prepared, this.startJob, meter.begun, meter.ended, (lanes) =>
        evaluate(new EvaluationJob(input.prepared, checkpoints.value, options.settings.seed, lanes), calibrated),
      );
      if (!evaluation.ok) return evaluation;
      const parts = evaluatedParts(input, checkpoints.value, evaluation.value, facts);
      return ok({ rewardId: meter.rewardId ?? '', ...measuredReward(parts, defaultFamilies[0]) });
    });
  }
}

/** Work done over work in all, and the reward once it is stored. */
class Meter {
  private done = 0;
  private label = 'Calibrating';

  constructor(
    private readonly total: number,
    public rewardId: string | null,
    private readonly report: (report: EvaluationReport) => void,
  ) {}

  readonly begun = ({ label }: Piece): void => {
    this.label = label;
    this.tell();
  };

  readonly ended = ({ work }: Piece): void => {
    this.done += work;
    this.tell();
  };

  stored(rewardId: string): void {
    this.rewardId = rewardId;
    this.tell();
  }

  private tell(): void {
    const { label, done, total, rewardId } = this;
    this.report({ label, done: Math.min(done, total), total, rewardId });
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
