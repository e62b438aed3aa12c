/** Starts the two kinds of workers: the one owner of the open reward, and jobs that come and go. */
import type { JobFacets } from './job-facets';
import type { ProjectFacets } from '../project/facets';
import { workerClient, type WorkerClient } from './client';

/** One a tab. */
export function projectWorker(): WorkerClient<ProjectFacets> {
  return workerClient(
    () =>
      new Worker(new URL('../../../workers/truewheel.worker.ts', import.meta.url), { type: 'module', name: 'project' }),
  );
}

/** As many as there is work for; each keeps its own memory, and nothing of it once it is ended. */
export function jobWorker(): WorkerClient<JobFacets> {
  return workerClient(
    () => new Worker(new URL('../../../workers/truewheel.worker.ts', import.meta.url), { type: 'module', name: 'job' }),
  );
}
