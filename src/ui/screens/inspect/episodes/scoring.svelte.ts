/** The ranking that is shown: one data set under the open reward, scored when it is asked for, stopped when it is not wanted. */
import type { Failure } from '../../../../basics/result';
import type { Progress } from '../../../../basics/task';
import type { EpisodeRanking, Patch, Services } from '../../../../app/types';

/** What a ranking depends on; patches by identity, for an edit makes a new list. */
export interface Wanted {
  readonly rewardId: string;
  readonly family: string;
  readonly patches: readonly Patch[];
  readonly datasetId: string;
}

function same(a: Wanted | null, b: Wanted): boolean {
  return (
    a !== null &&
    a.rewardId === b.rewardId &&
    a.family === b.family &&
    a.patches === b.patches &&
    a.datasetId === b.datasetId
  );
}

export class Scoring {
  ranking = $state.raw<EpisodeRanking | null>(null);
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** True where a person stopped the scoring. */
  stopped = $state(false);
  private wanted: Wanted | null = null;
  private readonly services: Services;
  private attempt = 0;

  constructor(services: Services) {
    this.services = services;
  }

  /** Ranks a data set, unless that is what is shown or under way. */
  async show(wanted: Wanted): Promise<void> {
    if (same(this.wanted, wanted)) return;
    const attempt = ++this.attempt;
    const busy = this.progress !== null;
    if (this.wanted?.datasetId !== wanted.datasetId || this.wanted.rewardId !== wanted.rewardId) this.ranking = null;
    this.wanted = wanted;
    this.failure = null;
    this.stopped = false;
    this.progress = { label: 'Scoring episodes', done: 0, total: 0 };
    if (busy) await this.services.episodes.stop();
    const result = await this.services.episodes.rank(wanted.rewardId, wanted.datasetId, (progress) => {
      if (attempt === this.attempt) this.progress = progress;
    });
    if (attempt !== this.attempt) return;
    this.progress = null;
    this.ranking = result.ok ? result.value : null;
    if (result.ok) return;
    if (result.failure.kind === 'cancelled') this.stopped = true;
    else this.failure = result.failure;
  }

  /** Scores once more what was stopped or refused. */
  async again(): Promise<void> {
    const wanted = this.wanted;
    this.wanted = null;
    if (wanted !== null) await this.show(wanted);
  }

  /** Stops the scoring that is under way. */
  async stop(): Promise<void> {
    if (this.progress === null) return;
    this.attempt += 1;
    this.progress = null;
    this.stopped = true;
    await this.services.episodes.stop();
  }

  /** Lets go of a scoring whose screen has gone; the next visit asks again. */
  async leave(): Promise<void> {
    if (this.progress === null) return;
    await this.stop();
    this.wanted = null;
  }
}
