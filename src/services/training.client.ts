/** Training as the screens call it: one desk worker for questions, a run with its own workers for work. */
import { systemClock } from '../basics/clock';

import type { AssessmentService } from './assessment.service';
import { unwrap } from './failed-call';
import { TrainingRun } from './training-run';
import type { MemberTrainingService, RunStart } from './training.service';
import type { BackendReport, DeviceReport, TrainingOptions, TrainingService, TrainingState } from './types';
import { WorkerLink } from './worker-link';

/** More lanes than this gain little and cost memory. */
const mostLanes = 8;

interface Entry {
  run: TrainingRun;
  readonly onState: (state: TrainingState) => void;
}

export class TrainingClient implements TrainingService {
  private desk: WorkerLink<MemberTrainingService> | null = null;
  private report: { readonly software: boolean; readonly report: DeviceReport } | null = null;
  private readonly runs = new Map<string, Entry>();

  async probe(allowSoftware: boolean): Promise<DeviceReport> {
    if (this.report?.software !== allowSoftware) {
      // Each backend of the probe leaves compiled kernels behind; they go with the worker.
      const link = memberWorker();
      try {
        this.report = { software: allowSoftware, report: await link.settled(link.service.probe(allowSoftware)) };
      } finally {
        link.terminate();
      }
    }
    return this.report.report;
  }

  async start(
    datasetId: string,
    options: TrainingOptions,
    onState: (state: TrainingState) => void,
    runId?: string,
  ): Promise<string> {
    const desk = this.ask();
    const start = unwrap(await (runId ? desk.reopen(runId) : desk.begin(datasetId, options)));
    await this.launch(start, onState);
    return start.runId;
  }

  async pause(runId: string): Promise<void> {
    await this.runs.get(runId)?.run.pause();
    await this.ask().setStatus(runId, 'paused');
  }

  async resume(runId: string): Promise<void> {
    const entry = this.runs.get(runId);
    if (!entry) return;
    await this.launch(unwrap(await this.ask().reopen(runId)), entry.onState, entry.run);
  }

  async cancel(runId: string): Promise<void> {
    await this.runs.get(runId)?.run.cancel();
    this.runs.delete(runId);
    await this.ask().setStatus(runId, 'cancelled');
  }

  async unfinished(): Promise<{ runId: string; datasetId: string; updatedAt: string }[]> {
    const rows = unwrap(await this.ask().unfinished());
    return rows.filter(({ runId }) => !this.runs.has(runId));
  }

  /** Readies the run and lets it go; progress and failures arrive through `onState`. */
  private async launch(start: RunStart, onState: (state: TrainingState) => void, before?: TrainingRun): Promise<void> {
    const backends = await this.order(start.options);
    const workers = { member: memberWorker, assessment: assessmentWorker, width: lanes(backends[0]) };
    const run = new TrainingRun(start, backends, workers, systemClock, onState, before?.state.history ?? []);
    this.runs.set(start.runId, { run, onState });
    await this.ask().setStatus(start.runId, 'running');
    void run.go().then(async () => {
      if (run.state.phase === 'failed') await this.ask().setStatus(start.runId, 'failed');
    });
  }

  /** The named backend, or all usable ones with the fastest first. */
  private async order({ backend }: TrainingOptions): Promise<BackendReport['name'][]> {
    if (backend !== 'auto') return [backend];
    const { chosen, backends } = await this.probe(false);
    const rest = backends.filter(({ status }) => status === 'slower');
    rest.sort((a, b) => b.samplesPerSecond - a.samplesPerSecond);
    return [chosen, ...rest.map(({ name }) => name)];
  }

  private ask() {
    this.desk ??= memberWorker();
    return this.desk.service;
  }
}

/** One GPU serves one lane; on the processor each core serves one. */
function lanes(backend: BackendReport['name']): number {
  return backend === 'webgpu' ? 1 : Math.min(mostLanes, navigator.hardwareConcurrency || 1);
}

function memberWorker(): WorkerLink<MemberTrainingService> {
  return new WorkerLink(new Worker(new URL('../../workers/training.worker.ts', import.meta.url), { type: 'module' }));
}

function assessmentWorker(): WorkerLink<AssessmentService> {
  return new WorkerLink(new Worker(new URL('../../workers/assessment.worker.ts', import.meta.url), { type: 'module' }));
}
