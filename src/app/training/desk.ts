/**
 * Where runs are written down and their data set is prepared: once, for every member and for the assessment. Members get the
 * rows that they train on, the assessment all of it. Runs in a job worker.
 */
import { systemClock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { fail, ok, type Result } from '../../basics/result';
import { trainingRowsOf } from '../../demonstrations/split';
import type { MemberData, TrainingCheckpoint, TrainingReport } from '../../reward/families/mixture/training';
import type { Store } from '../../store/store';
import type { RunPlan, RunRow } from '../../store/types';
import { prepareData, memberData, type PreparedData } from '../../training/prepared-data';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { TrainingOptions } from '../types';
import { moving, type Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import { filtered } from './phase-zero';
import type { AssessmentInput, RunDesk, RunStart } from './types';

export class RunDeskService implements Served<RunDesk> {
  private prepared: { readonly key: string; readonly input: AssessmentInput } | null = null;

  constructor(private readonly datasets: KeptDemonstrations) {}

  /** Writes a new run down; nothing is trained yet. */
  begin(datasetId: string, options: TrainingOptions): Promise<Result<RunStart>> {
    return withStore(async (store) => {
      const dataset = await store.datasets.get(datasetId);
      if (!dataset.ok) return dataset;
      const { name: datasetName, norms } = dataset.value;
      const plan: RunPlan = { options, datasetName, norms };
      const run: RunRow = {
        id: newIdentifier(),
        datasetId,
        status: 'running',
        state: plan,
        rewardId: null,
        updatedAt: new Date(systemClock.now()).toISOString(),
      };
      // A run that is refused leaves nothing behind.
      const start = await this.startOf(store, run);
      if (!start.ok) return start;
      const payload = { run: run.id, dataset: datasetId, settings: options.settings };
      return mapResult(await store.runs.begin(run, { kind: 'start-training', payload }), () => start.value);
    });
  }

  /** Where an earlier run stands. */
  reopen(runId: string): Promise<Result<RunStart>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      return run.value.status === 'done' ? alreadyDone(runId) : this.startOf(store, run.value);
    });
  }

  /** Rows of one member, moved to whoever asks. */
  memberData(runId: string, member: number): Promise<Result<MemberData>> {
    return this.inputFor(runId, ({ prepared }) => {
      const data = memberData(prepared, member);
      return moving(ok(data), [data.train.buffer as ArrayBuffer, data.validation.buffer as ArrayBuffer]);
    });
  }

  /** What the assessment works on, moved to it: the members are trained by then. */
  assessmentInput(runId: string): Promise<Result<AssessmentInput>> {
    return this.inputFor(runId, (input) => {
      this.prepared = null;
      return moving(ok(input), [input.prepared.x.buffer as ArrayBuffer]);
    });
  }

  setStatus(runId: string, status: RunRow['status']): Promise<Result<true>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      if (status === 'cancelled') {
        const payload = { run: runId, dataset: run.value.datasetId };
        return mapResult(await store.runs.remove(runId, { kind: 'cancel-training', payload }), () => true as const);
      }
      return store.runs.put({ ...run.value, status, updatedAt: new Date(systemClock.now()).toISOString() });
    });
  }

  /** Ends a run whose reward is kept without an evaluation. */
  finish(runId: string): Promise<Result<true>> {
    return withStore((store) => store.runs.finish(runId));
  }

  private async startOf(store: Store, run: RunRow): Promise<Result<RunStart>> {
    const input = await this.inputOf(store, run);
    if (!input.ok) return input;
    const { prepared } = input.value;
    const checkpoints = await store.runs.checkpoints.list(run.id);
    if (!checkpoints.ok) return checkpoints;
    const { options } = run.state;
    const { members, epochs } = options.settings;
    const done = checkpoints.value.filter((checkpoint) => isFinished(checkpoint, prepared));
    const finished = new Set(done.map(({ member }) => member));
    return ok({
      runId: run.id,
      datasetId: run.datasetId,
      options,
      members,
      epochs,
      trainRows: trainingRowsOf(prepared.split, 0).length,
      pending: Array.from({ length: members }, (_, k) => k).filter((k) => !finished.has(k)),
      finished: done.map((checkpoint) => reportOf(checkpoint)),
      secondsBefore: checkpoints.value.reduce((sum, { seconds }) => sum + seconds, 0),
      rewardId: run.rewardId,
    });
  }

  private inputFor<T>(runId: string, answer: (input: AssessmentInput) => Result<T>): Promise<Result<T>> {
    return withStore(async (store) => {
      const run = await store.runs.get(runId);
      if (!run.ok) return run;
      const input = await this.inputOf(store, run.value);
      return input.ok ? answer(input.value) : input;
    });
  }

  private async inputOf(store: Store, run: RunRow): Promise<Result<AssessmentInput>> {
    const { options, norms = [] } = run.state;
    const { members, seed } = options.settings;
    const key = `${run.datasetId}/${members}/${seed}/${JSON.stringify(norms)}`;
    if (this.prepared?.key === key) return ok(this.prepared.input);
    const loaded = await this.datasets.read(store, run.datasetId);
    if (!loaded.ok) return loaded;
    const passed = filtered(loaded.value, norms);
    if (!passed.ok) return passed;
    const prepared = prepareData(passed.value.demonstrations, members, seed);
    if (!prepared.ok) return prepared;
    const input = { prepared: prepared.value, dataset: loaded.value.row, passed: passed.value.passed };
    this.prepared = { key, input };
    return ok(input);
  }
}

/** Its checkpoints are gone: going on would train all of it again. */
function alreadyDone(runId: string) {
  return fail(
    'elsewhere',
    'This run has ended in another tab.',
    'Its reward is listed on the data screen; reload this page to see it.',
    runId,
  );
}

/** Steps of a whole member: every epoch in batches, the last one padded. */
function stepsOf({ settings }: TrainingCheckpoint, rows: number): number {
  return settings.epochs * Math.ceil(rows / settings.batch);
}

function isFinished(checkpoint: TrainingCheckpoint, prepared: PreparedData): boolean {
  return checkpoint.step >= stepsOf(checkpoint, trainingRowsOf(prepared.split, checkpoint.member).length);
}

function reportOf(checkpoint: TrainingCheckpoint): TrainingReport {
  const { member, settings, lastValidation, gateUse } = checkpoint;
  const { epochs } = settings;
  return { member, epoch: epochs, epochs, loss: NaN, validation: lastValidation, gateUse, samplesPerSecond: 0 };
}
