/** Devices and the one training run that the screens follow; it outlives the Train screen. */
import type { Failure } from '../../../basics/result';
import { failureOf } from '../../../app/worker/failed-call';
import type { DeviceReport, Services, TrainingOptions, TrainingState } from '../../../app/types';
import { plain } from '../../kit/plain.svelte';

export class Run {
  device = $state.raw<DeviceReport | null>(null);
  probing = $state(false);
  state = $state.raw<TrainingState | null>(null);
  /** Why the last run was not started or gone on with. */
  refusal = $state.raw<Failure | null>(null);
  private readonly services: Services;
  private readonly onDone: (rewardId: string) => void;

  /** @param onDone called once for each run that ends with a reward */
  constructor(services: Services, onDone: (rewardId: string) => void) {
    this.services = services;
    this.onDone = onDone;
  }

  /** True while a run prepares, trains, assesses or waits. */
  get active(): boolean {
    const phase = this.state?.phase;
    return phase === 'preparing' || phase === 'training' || phase === 'assessing' || phase === 'paused';
  }

  /** Measures what this machine offers. */
  async probe(allowSoftware: boolean): Promise<void> {
    this.probing = true;
    try {
      this.device = await this.services.training.probe(allowSoftware);
    } finally {
      this.probing = false;
    }
  }

  /** Starts a run, or goes on with `runId`. */
  async start(datasetId: string, options: TrainingOptions, runId?: string): Promise<void> {
    let told = false;
    this.state = null;
    const onState = (state: TrainingState): void => {
      this.state = state;
      if (state.phase !== 'done' || state.rewardId === null || told) return;
      told = true;
      this.onDone(state.rewardId);
    };
    await this.tried(async () => {
      await this.services.training.start(datasetId, plain(options), onState, runId);
    });
  }

  async pause(): Promise<void> {
    if (this.state !== null) await this.services.training.pause(this.state.runId);
  }

  async resume(): Promise<void> {
    const runId = this.state?.runId;
    if (runId !== undefined) await this.tried(() => this.services.training.resume(runId));
  }

  async cancel(): Promise<void> {
    if (this.state !== null) await this.services.training.cancel(this.state.runId);
  }

  /** Forgets a run that has ended, so that another can be set up. */
  clear(): void {
    if (this.active) return;
    this.state = null;
    this.refusal = null;
  }

  /** Keeps a refusal for the screen to show. */
  private async tried(action: () => Promise<void>): Promise<void> {
    this.refusal = null;
    try {
      await action();
    } catch (thrown) {
      this.refusal = failureOf(thrown);
      if (this.refusal === null) throw thrown;
    }
  }
}
