/**
 * Trains one member of a run in a worker of its own: it is given its rows, reads the last checkpoint from the store, and writes
 * checkpoints back. Whoever closes the tab loses at most the seconds since the last one.
 */
import { systemClock } from '../../basics/clock';
import { ok, type Result } from '../../basics/result';
import type { Backend } from '../../engine/backend';
import { openBackend } from '../../engine/backends';
import { deviceEnvironment } from '../../engine/device-environment';
import { probeBackends } from '../../engine/probe';
import { BackendTrainer } from '../../engine/trainer';
import type {
  MemberData,
  TrainerHooks,
  TrainingCheckpoint,
  TrainingReport,
} from '../../reward/families/mixture/training';
import type { Store } from '../../store/store';
import type { DeviceReport } from '../types';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import type { MemberJob, MemberTraining } from './types';

export class MemberTrainingService implements Served<MemberTraining> {
  private stopping = false;
  private backend: Backend | null = null;

  probe(allowSoftware: boolean): Promise<DeviceReport> {
    return probeBackends(deviceEnvironment, allowSoftware);
  }

  /** Trains one member until it is done or `stop` is called. */
  train(
    job: MemberJob,
    data: MemberData,
    report: (report: TrainingReport) => void,
  ): Promise<Result<'done' | 'stopped'>> {
    this.stopping = false;
    return withStore(async (store) => {
      const run = await store.runs.get(job.runId);
      if (!run.ok) return run;
      const { settings } = run.value.state.options;
      const backend = await this.backendOf(job);
      if (!backend.ok) return backend;
      const from = await lastCheckpoint(store, job, backend.value);
      if (!from.ok) return from;
      const trainer = new BackendTrainer(backend.value, systemClock);
      const trained = await trainer.train(job.member, data, settings, this.hooks(store, job, report), from.value);
      return mapResult(trained, (member) => (member === null ? 'stopped' : 'done'));
    });
  }

  /** Stops after the steps under way; the checkpoint holds everything. */
  stop(): void {
    this.stopping = true;
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
