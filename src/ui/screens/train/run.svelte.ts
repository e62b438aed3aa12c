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
  private readonly onReward: (rewardId: string) => void;
  private readonly onDone: () => void;

  /**
   * @param onReward called once for each run whose reward can be used: its evaluation may still go on
   * @param onDone called when a run is done
   */
  constructor(services: Services, onReward: (rewardId: string) => void, onDone: () => void) {
    this.services = services;
    this.onReward = onReward;
    this.onDone = onDone;
  }

  /** True while a run prepares, trains, is evaluated or waits. */
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
      if (state.rewardId !== null && !told) {
        told = true;
        this.onReward(state.rewardId);
      }
      if (state.phase === 'done') this.onDone();
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

  /** Ends the evaluation; the reward stays. */
  async skip(): Promise<void> {
    if (this.state !== null) await this.services.training.skip(this.state.runId);
  }

  /** Whether the reward is being evaluated here. */
  isEvaluating(rewardId: string): boolean {
    return this.state?.phase === 'assessing' && this.state.rewardId === rewardId;
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
