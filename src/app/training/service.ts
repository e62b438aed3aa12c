/**
 * Trains members of one run in a worker: reads the data set and the last checkpoint from the store, writes checkpoints
 * back. Whoever closes the tab loses at most the seconds since the last one.
 */
import { systemClock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { fail, ok, type Result } from '../../basics/result';
import { trainingRowsOf } from '../../demonstrations/split';
import type { Backend } from '../../engine/backend';
import { openBackend } from '../../engine/backends';
import { deviceEnvironment } from '../../engine/device-environment';
import { probeBackends } from '../../engine/probe';
import { BackendTrainer } from '../../engine/trainer';
import type { TrainerHooks, TrainingCheckpoint, TrainingReport } from '../../reward/families/mixture/training';
import type { RunPlan, RunRow } from '../../store/types';
import type { Store } from '../../store/store';
import { loadDemonstrations } from '../data/dataset-records';
import { filtered } from './phase-zero';
import { makeStudy, memberData, type Study } from '../../training/study';
import { mapResult, withStore } from '../worker/worker-store';
import type { BackendReport, DeviceReport, TrainingOptions } from '../types';

/** Where a run stands when it starts or goes on. */
export interface RunStart {
  readonly runId: string;
  readonly datasetId: string;
  readonly options: TrainingOptions;
  readonly members: number;
  readonly epochs: number;
  /** Rows that one member trains on, about. */
  readonly trainRows: number;
  /** Members that are not finished. */
  readonly pending: readonly number[];
  readonly finished: readonly TrainingReport[];
  readonly secondsBefore: number;
}

export interface MemberJob {
  readonly runId: string;
  readonly member: number;
  readonly backend: BackendReport['name'];
}

export class MemberTrainingService {
  private stopping = false;
  private backend: Backend | null = null;
  private study: { readonly key: string; readonly study: Study } | null = null;

  probe(allowSoftware: boolean): Promise<DeviceReport> {
    return probeBackends(deviceEnvironment, allowSoftware);
  }

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

  /** Trains one member until it is done or `stop` is called. */
  train(job: MemberJob, report: (report: TrainingReport) => void): Promise<Result<'done' | 'stopped'>> {
    this.stopping = false;
    return withStore(async (store) => {
      const run = await store.runs.get(job.runId);
      if (!run.ok) return run;
      const { settings } = run.value.state.options;
      const [study, backend] = [await this.studyOf(store, run.value), await this.backendOf(job)];
      if (!study.ok) return study;
      if (!backend.ok) return backend;
      const from = await lastCheckpoint(store, job, backend.value);
      if (!from.ok) return from;
      const trainer = new BackendTrainer(backend.value, systemClock);
      const data = memberData(study.value, job.member);
      const trained = await trainer.train(job.member, data, settings, this.hooks(store, job, report), from.value);
      return mapResult(trained, (member) => (member === null ? 'stopped' : 'done'));
    });
  }

  /** Stops after the steps under way; the checkpoint holds everything. */
  stop(): void {
    this.stopping = true;
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

  unfinished(): Promise<Result<{ runId: string; datasetId: string; updatedAt: string }[]>> {
    return withStore(async (store) =>
      mapResult(await store.runs.unfinished(), (runs) =>
        runs.map(({ id, datasetId, updatedAt }) => ({ runId: id, datasetId, updatedAt })),
      ),
    );
  }

  private async startOf(store: Store, run: RunRow): Promise<Result<RunStart>> {
    const study = await this.studyOf(store, run);
    if (!study.ok) return study;
    const checkpoints = await store.runs.checkpoints.list(run.id);
    if (!checkpoints.ok) return checkpoints;
    const { options } = run.state;
    const { members, epochs } = options.settings;
    const done = checkpoints.value.filter((checkpoint) => isFinished(checkpoint, study.value));
    const finished = new Set(done.map(({ member }) => member));
    return ok({
      runId: run.id,
      datasetId: run.datasetId,
      options,
      members,
      epochs,
      trainRows: trainingRowsOf(study.value.split, 0).length,
      pending: Array.from({ length: members }, (_, k) => k).filter((k) => !finished.has(k)),
      finished: done.map((checkpoint) => reportOf(checkpoint)),
      secondsBefore: checkpoints.value.reduce((sum, { seconds }) => sum + seconds, 0),
    });
  }

  private async studyOf(store: Store, run: RunRow): Promise<Result<Study>> {
    const { options, norms } = run.state;
    const { settings } = options;
    const key = `${run.datasetId}/${settings.members}/${settings.seed}/${JSON.stringify(norms)}`;
    if (this.study?.key === key) return ok(this.study.study);
    const loaded = await loadDemonstrations(store, run.datasetId);
    if (!loaded.ok) return loaded;
    const passed = filtered(loaded.value, norms);
    if (!passed.ok) return passed;
    const study = makeStudy(passed.value.demonstrations, settings.members, settings.seed);
    if (study.ok) this.study = { key, study: study.value };
    return study;
  }

  private async backendOf({ backend }: MemberJob): Promise<Result<Backend>> {
    if (this.backend?.name === backend) return ok(this.backend);
    // A person who names a software adapter gets it; `auto` never chose one.
    const opened = await openBackend(backend, deviceEnvironment, true);
    if (opened.ok) this.backend = opened.value;
    return opened;
  }

  private hooks(store: Store, job: MemberJob, report: (report: TrainingReport) => void): TrainerHooks {
    return {
      report,
      checkpoint: async (checkpoint) => {
        const saved = await store.runs.checkpoints.save(job.runId, checkpoint);
        // A run deleted in another tab has nowhere to go on.
        if (!saved.ok) this.stopping = true;
      },
      control: async () => {
        await systemClock.sleep(0);
        return this.stopping ? 'stop' : 'go';
      },
    };
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

/** The newest checkpoint of a member; one of another backend goes on here, exact from there on but not with its past. */
async function lastCheckpoint(
  store: Store,
  job: MemberJob,
  { id }: Backend,
): Promise<Result<TrainingCheckpoint | null>> {
  return mapResult(await store.runs.checkpoints.list(job.runId), (checkpoints) => {
    const own = checkpoints.find(({ member }) => member === job.member);
    return own ? { ...own, backend: id } : null;
  });
}

/** Steps of a whole member: every epoch in batches, the last one padded. */
function stepsOf({ settings }: TrainingCheckpoint, rows: number): number {
  return settings.epochs * Math.ceil(rows / settings.batch);
}

function isFinished(checkpoint: TrainingCheckpoint, study: Study): boolean {
  return checkpoint.step >= stepsOf(checkpoint, trainingRowsOf(study.split, checkpoint.member).length);
}

function reportOf(checkpoint: TrainingCheckpoint): TrainingReport {
  const { member, settings, lastValidation, gateUse } = checkpoint;
  const { epochs } = settings;
  return { member, epoch: epochs, epochs, loss: NaN, validation: lastValidation, gateUse, samplesPerSecond: 0 };
}
