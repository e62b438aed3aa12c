/** Training as the screens call it: one desk worker for questions, a run with its own workers for work. */
import { systemClock } from '../../basics/clock';
import { fail } from '../../basics/result';
import type { AssessmentService } from './assessment';
import { FailedCall, unwrap } from '../worker/failed-call';
import { heldRuns, holdRun, type Release } from '../../store/run-locks';
import { TrainingRun } from './run';
import type { MemberTrainingService, RunStart } from './service';
import type { BackendReport, DeviceReport, TrainingOptions, TrainingService, TrainingState } from '../types';
import { WorkerLink } from '../worker/worker-link';

/** More lanes than this gain little and cost memory. */
const mostLanes = 8;

interface Entry {
  readonly run: TrainingRun;
  readonly onState: (state: TrainingState) => void;
  /** Settles when the workers have written everything down. */
  readonly ended: Promise<void>;
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
    if (runId !== undefined) {
      await this.goOn(runId, onState, []);
      return runId;
    }
    const start = unwrap(await this.ask().begin(datasetId, options));
    await this.launch(start, await hold(start.runId), onState, []);
    return start.runId;
  }

  async pause(runId: string): Promise<void> {
    const run = this.runs.get(runId)?.run;
    await run?.pause();
    if (run?.state.phase === 'paused') await this.ask().setStatus(runId, 'paused');
  }

  async resume(runId: string): Promise<void> {
    const entry = this.runs.get(runId);
    if (!entry) return;
    // Until its last steps are written down, going on would repeat them.
    await entry.ended;
    await this.goOn(runId, entry.onState, entry.run.state.history);
  }

  async cancel(runId: string): Promise<void> {
    await this.runs.get(runId)?.run.cancel();
    this.runs.delete(runId);
    await this.ask().setStatus(runId, 'cancelled');
  }

  async unfinished(): Promise<{ runId: string; datasetId: string; updatedAt: string }[]> {
    const rows = unwrap(await this.ask().unfinished());
    const held = await heldRuns();
    return rows.filter(({ runId }) => !this.runs.has(runId) && !held.has(runId));
  }

  private async goOn(
    runId: string,
    onState: (state: TrainingState) => void,
    history: TrainingState['history'],
  ): Promise<void> {
    const release = await hold(runId);
    const start = await this.ask().reopen(runId);
    if (!start.ok) await release();
    await this.launch(unwrap(start), release, onState, history);
  }

  /** Readies the run and lets it go; progress and failures arrive through `onState`. */
  private async launch(
    start: RunStart,
    release: Release,
    onState: (state: TrainingState) => void,
    history: TrainingState['history'],
  ): Promise<void> {
    try {
      const backends = await this.order(start.options);
      const workers = { member: memberWorker, assessment: assessmentWorker, width: lanes(backends[0]) };
      const run = new TrainingRun(start, backends, workers, systemClock, onState, history);
      await this.ask().setStatus(start.runId, 'running');
      const ended = run.go().then(async () => {
        await release();
        const { phase, failure } = run.state;
        // What a device did can be gone on with; what the data did cannot.
        if (phase === 'failed')
          await this.ask().setStatus(start.runId, failure?.kind === 'device' ? 'paused' : 'failed');
      });
      this.runs.set(start.runId, { run, onState, ended });
    } catch (cause) {
      await release();
      throw cause;
    }
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

/** Two tabs at work on one run would overwrite each other's checkpoints. */
async function hold(runId: string): Promise<Release> {
  const release = await holdRun(runId);
  if (release !== null) return release;
  const { failure } = fail(
    'elsewhere',
    'This run is at work in another tab.',
    'Follow it there, or pause it there and resume it here.',
    runId,
  );
  throw new FailedCall(failure);
}

/** One GPU serves one lane; on the processor each core serves one. */
function lanes(backend: BackendReport['name']): number {
  return backend.endsWith('webgpu') ? 1 : Math.min(mostLanes, navigator.hardwareConcurrency || 1);
}

function memberWorker(): WorkerLink<MemberTrainingService> {
  return new WorkerLink(
    new Worker(new URL('../../../workers/training.worker.ts', import.meta.url), { type: 'module' }),
  );
}

function assessmentWorker(): WorkerLink<AssessmentService> {
  return new WorkerLink(
    new Worker(new URL('../../../workers/assessment.worker.ts', import.meta.url), { type: 'module' }),
  );
}
