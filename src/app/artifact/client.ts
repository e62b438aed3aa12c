/** The downloaded file as the screens call it. Each job has a worker of its own, gone with its memory afterwards. */
import { proxy } from 'comlink';
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { ArtifactWorkerService } from './service';
import type { ArtifactService, PackedArtifact } from '../types';
import { WorkerLink } from '../worker/worker-link';

async function withWorker<T>(work: (link: WorkerLink<ArtifactWorkerService>) => Promise<T>): Promise<T> {
  const link = new WorkerLink<ArtifactWorkerService>(
    new Worker(new URL('../../../workers/artifact.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    return await work(link);
  } finally {
    link.terminate();
  }
}

export class ArtifactClient implements ArtifactService {
  pack(rewardId: string, onProgress: (progress: Progress) => void, leaveOut = false): Promise<Result<PackedArtifact>> {
    return withWorker((link) => link.settled(link.service.pack(rewardId, proxy(onProgress), leaveOut)));
  }

  open(file: File): Promise<Result<string>> {
    return withWorker((link) => link.settled(link.service.open(file)));
  }
}
