/** Data as the screens call it; the worker starts with the first question. */
import { proxy } from 'comlink';
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { Mapping } from '../../demonstrations/mapping';
import type { QualityReport } from '../../demonstrations/quality-report';
import type { DataWorkerService } from './service';
import { unwrap } from '../worker/failed-call';
import type { CommitOptions, DataService, DatasetSummary, ImportNeed, ImportOptions, ImportPreview } from '../types';
import { WorkerLink } from '../worker/worker-link';

export class DataClient implements DataService {
  private held: WorkerLink<DataWorkerService> | null = null;

  need(files: readonly File[]): Promise<ImportNeed> {
    return this.link.settled(this.link.service.need(files));
  }

  read(
    files: readonly File[],
    onProgress: (progress: Progress) => void,
    options: ImportOptions = {},
  ): Promise<Result<ImportPreview>> {
    return this.link.settled(this.link.service.read(files, proxy(onProgress), options));
  }

  async stop(): Promise<void> {
    // Without a worker nothing is read.
    if (this.held !== null) await this.held.settled(this.held.service.stop());
  }

  review(token: string, mapping: Mapping): Promise<Result<QualityReport>> {
    return this.link.settled(this.link.service.review(token, mapping));
  }

  commit(token: string, mapping: Mapping, name: string, options: CommitOptions = {}): Promise<Result<DatasetSummary>> {
    return this.link.settled(this.link.service.commit(token, mapping, name, options));
  }

  discard(token: string): Promise<void> {
    return this.link.settled(this.link.service.discard(token));
  }

  async list(): Promise<DatasetSummary[]> {
    return unwrap(await this.link.settled(this.link.service.list()));
  }

  async remove(datasetId: string): Promise<void> {
    unwrap(await this.link.settled(this.link.service.remove(datasetId)));
  }

  private get link(): WorkerLink<DataWorkerService> {
    this.held ??= new WorkerLink(
      new Worker(new URL('../../../workers/data.worker.ts', import.meta.url), { type: 'module' }),
    );
    return this.held;
  }
}
