/** Judging episodes as the screens call it; the worker starts with the first question. */
import { proxy } from 'comlink';
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { EpisodesWorkerService } from './service';
import type { EpisodeExport, EpisodeFrames, EpisodeRanking, EpisodesService, SetComparison } from '../types';
import { WorkerLink } from '../worker/worker-link';

export class EpisodesClient implements EpisodesService {
  private held: WorkerLink<EpisodesWorkerService> | null = null;

  rank(rewardId: string, datasetId: string, onProgress: (progress: Progress) => void): Promise<Result<EpisodeRanking>> {
    return this.link.settled(this.link.service.rank(rewardId, datasetId, proxy(onProgress)));
  }

  frames(rewardId: string, datasetId: string, record: number): Promise<Result<EpisodeFrames>> {
    return this.link.settled(this.link.service.frames(rewardId, datasetId, record));
  }

  compare(
    rewardId: string,
    first: string,
    second: string,
    onProgress: (progress: Progress) => void,
  ): Promise<Result<SetComparison>> {
    return this.link.settled(this.link.service.compare(rewardId, first, second, proxy(onProgress)));
  }

  export(rewardId: string, datasetId: string, what: EpisodeExport): ReturnType<EpisodesService['export']> {
    return this.link.settled(this.link.service.export(rewardId, datasetId, what));
  }

  async stop(): Promise<void> {
    if (this.held) await this.held.settled(this.held.service.stop());
  }

  private get link(): WorkerLink<EpisodesWorkerService> {
    this.held ??= new WorkerLink(
      new Worker(new URL('../../../workers/episodes.worker.ts', import.meta.url), { type: 'module' }),
    );
    return this.held;
  }
}
