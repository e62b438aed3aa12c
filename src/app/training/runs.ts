/** Training as the screens call it: the desk for questions, a run with workers of its own for work. */
import { systemClock } from '../../basics/clock';
import { fail } from '../../basics/result';
import { FailedCall, unwrap } from '../worker/failed-call';
import { heldRuns, holdRun, type Release } from '../../store/run-locks';
import { TrainingRun } from './run';
import type { EvaluatedReward, EvaluationKeeping, RunDesk, RunShelf, RunStart } from './types';
import type { BackendReport, DeviceReport, TrainingOptions, TrainingService, TrainingState } from '../types';
import { withWorker, type WorkerClient } from '../worker/client';
import type { JobFacets } from '../worker/job-facets';

/** More lanes than this gain little and cost memory. */
const mostLanes = 8;

interface Entry {
  readonly run: TrainingRun;
  readonly onState: (state: TrainingState) => void;
  /** Settles when the workers have written everything down. */
  readonly ended: Promise<void>;
}

export class TrainingRuns implements TrainingService {
  private report: { readonly software: boolean; readonly report: DeviceReport } | null = null;
  private readonly runs = new Map<string, Entry>();

  constructor(
    private readonly desk: RunDesk,
    private readonly shelf: RunShelf,
    private readonly keeping: EvaluationKeeping,
    private readonly startWorker: () => WorkerClient<JobFacets>,
  ) {}

  async probe(allowSoftware: boolean): Promise<DeviceReport> {
    if (this.report?.software !== allowSoftware) {
      // Each backend of the probe leaves compiled kernels behind; they go with the worker.
      const report = await withWorker(this.startWorker(), ({ member }) => member.probe(allowSoftware));
      this.report = { software: allowSoftware, report };
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
    const start = unwrap(await this.desk.begin(datasetId, options));
    await this.launch(start, await hold(start.runId), onState, []);
    return start.runId;
  }

  async pause(runId: string): Promise<void> {
    const run = this.runs.get(runId)?.run;
    await run?.pause();
    if (run?.state.phase === 'paused') await this.desk.setStatus(runId, 'paused');
  }

  async resume(runId: string): Promise<void> {
    const entry = this.runs.get(runId);
    if (!entry) return;
    // Until its last steps are written down, going on would repeat them.
    await entry.ended;
    await this.goOn(runId, entry.onState, entry.run.state.history);
  }

  async skip(runId: string): Promise<void> {
    if (this.runs.get(runId)?.run.skip()) unwrap(await this.desk.finish(runId));
  }

  async cancel(runId: string): Promise<void> {
    await this.runs.get(runId)?.run.cancel();
    this.runs.delete(runId);
    await this.desk.setStatus(runId, 'cancelled');
  }

  async unfinished(): Promise<{ runId: string; datasetId: string; updatedAt: string }[]> {
    const rows = await this.shelf.unfinished();
    const held = await heldRuns();
    return rows.filter(({ runId }) => !this.runs.has(runId) && !held.has(runId));
  }

  private async goOn(
    runId: string,
    onState: (state: TrainingState) => void,
    history: TrainingState['history'],
  ): Promise<void> {
    const release = await hold(runId);
    const start = await this.desk.reopen(runId);
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
      const { runId } = start;
      const workers = {
        member: this.startWorker,
        assessment: this.startWorker,
        memberData: (member: number) => this.desk.memberData(runId, member),
        assessmentInput: () => this.desk.assessmentInput(runId),
        keepEvaluation: (evaluated: EvaluatedReward) => this.keeping.keep(runId, evaluated),
        width: lanes(backends[0]),
      };
      const run = new TrainingRun(start, backends, workers, systemClock, onState, history);
      await this.desk.setStatus(start.runId, 'running');
      const ended = run.go().then(async () => {
        await release();
        const { phase, failure } = run.state;
        // What a device did can be gone on with; what the data did cannot.
        if (phase === 'failed')
          await this.desk.setStatus(start.runId, failure?.kind === 'device' ? 'paused' : 'failed');
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
