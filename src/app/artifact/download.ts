/** The open reward as a file: a job packs a snapshot of the draft, the ledger keeps what was made of it. A facet of its owner. */
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import { loadedOf } from '../project/draft';
import type { ProjectOwner } from '../project/owner';
import type { ArtifactService, PackedArtifact } from '../types';
import { withWorker, type WorkerClient } from '../worker/client';
import type { Served } from '../worker/host';
import { withStore } from '../worker/worker-store';
import type { PackingJob } from './packing';

export class DownloadFacet implements Served<Pick<ArtifactService, 'pack'>> {
  constructor(
    private readonly owner: ProjectOwner,
    private readonly startWorker: () => WorkerClient<{ readonly packing: PackingJob }>,
  ) {}

  /** @returns why patches are not saved, where they are not: nothing is packed without them */
  async pack(
    rewardId: string,
    onProgress: (progress: Progress) => void,
    leaveOut = false,
    shown?: number,
  ): Promise<Result<PackedArtifact>> {
    onProgress({ label: 'Reading the reward', done: 0, total: 2 });
    const draft = await this.owner.saved(rewardId, shown);
    if (!draft.ok) return draft;
    onProgress({ label: 'Writing and checking the file', done: 1, total: 2 });
    const { reward, cells, standing } = draft.value;
    const snapshot = { reward: loadedOf(reward), cells, audit: standing };
    const packed = await withWorker(this.startWorker(), ({ packing }) => packing.pack(snapshot, leaveOut));
    if (!packed.ok) return packed;
    const { fileName, sha256, id } = packed.value;
    await withStore((store) => store.ledger.append('download', { reward: rewardId, file: fileName, sha256, id }));
    return packed;
  }
}
