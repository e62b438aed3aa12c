/** The comparison that is shown: made when two sets are chosen, stopped when it is not wanted. */
import type { Failure } from '../../../../basics/result';
import type { Progress } from '../../../../basics/task';
import type { Services, SetComparison } from '../../../../app/types';

interface Pair {
  readonly rewardId: string;
  readonly first: string;
  readonly second: string;
}

export class Comparing {
  comparison = $state.raw<SetComparison | null>(null);
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<Failure | null>(null);
  private attempt = 0;
  private readonly services: Services;

  constructor(services: Services) {
    this.services = services;
  }

  /** Compares two sets; null takes the comparison off the screen. */
  async show(pair: Pair | null): Promise<void> {
    const attempt = ++this.attempt;
    this.comparison = null;
    this.failure = null;
    this.progress = null;
    if (pair === null) return;
    this.progress = { label: 'Comparing the sets', done: 0, total: 0 };
    const result = await this.services.episodes.compare(pair.rewardId, pair.first, pair.second, (progress) => {
      if (attempt === this.attempt) this.progress = progress;
    });
    if (attempt !== this.attempt) return;
    this.progress = null;
    this.comparison = result.ok ? result.value : null;
    this.failure = result.ok || result.failure.kind === 'cancelled' ? null : result.failure;
  }

  /** Stops the comparison that is under way. */
  async stop(): Promise<void> {
    this.attempt += 1;
    this.progress = null;
    await this.services.episodes.stop();
  }
}
