/** What is kept in this browser: data sets, rewards, and runs that a closed tab left unfinished. */
import type { DatasetSummary, RewardSummary, Services } from '../app/types';

export type RewardEntry = Awaited<ReturnType<Services['inspect']['list']>>[number];
export type UnfinishedRun = Awaited<ReturnType<Services['training']['unfinished']>>[number];

export class Library {
  datasets = $state.raw<readonly DatasetSummary[]>([]);
  rewards = $state.raw<readonly RewardEntry[]>([]);
  unfinished = $state.raw<readonly UnfinishedRun[]>([]);
  /** False until the lists have been read once. */
  loaded = $state(false);
  private readonly services: Services;

  constructor(services: Services) {
    this.services = services;
  }

  /** Reads all three lists again. */
  async refresh(): Promise<void> {
    const { data, inspect, training } = this.services;
    const [datasets, rewards, unfinished] = await Promise.all([data.list(), inspect.list(), training.unfinished()]);
    this.datasets = datasets;
    this.rewards = rewards;
    this.unfinished = unfinished;
    this.loaded = true;
  }

  /** Data sets to learn from; the others are scored. */
  get demonstrations(): readonly DatasetSummary[] {
    return this.datasets.filter(({ purpose }) => purpose === 'demonstrations');
  }

  dataset(id: string | undefined): DatasetSummary | null {
    return this.datasets.find((dataset) => dataset.id === id) ?? null;
  }

  async removeDataset(id: string): Promise<void> {
    await this.services.data.remove(id);
    await this.refresh();
  }

  async removeReward(id: string): Promise<void> {
    await this.services.inspect.remove(id);
    await this.refresh();
  }

  /** Notes what a reward is called and how many patches it has now. */
  note({ id, name, patches }: RewardSummary): void {
    this.rewards = this.rewards.map((reward) =>
      reward.id === id ? { ...reward, name, patches: patches.length } : reward,
    );
  }

  /** Lets go of an unfinished run and its checkpoints. */
  async discardRun(runId: string): Promise<void> {
    await this.services.training.cancel(runId);
    await this.refresh();
  }
}
