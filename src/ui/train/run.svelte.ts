/** Devices and the one training run that the screens follow; it outlives the Train screen. */
import type { DeviceReport, Services, TrainingOptions, TrainingState } from '../../services/types';
import { plain } from '../plain.svelte';

export class Run {
  device = $state.raw<DeviceReport | null>(null);
  probing = $state(false);
  state = $state.raw<TrainingState | null>(null);
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
    await this.services.training.start(
      datasetId,
      plain(options),
      (state) => {
        this.state = state;
        if (state.phase === 'done' && state.rewardId !== null && !told) {
          told = true;
          this.onDone(state.rewardId);
        }
      },
      runId,
    );
  }

  async pause(): Promise<void> {
    if (this.state !== null) await this.services.training.pause(this.state.runId);
  }

  async resume(): Promise<void> {
    if (this.state !== null) await this.services.training.resume(this.state.runId);
  }

  async cancel(): Promise<void> {
    if (this.state !== null) await this.services.training.cancel(this.state.runId);
  }

  /** Forgets a run that has ended, so that another can be set up. */
  clear(): void {
    if (!this.active) this.state = null;
  }
}
