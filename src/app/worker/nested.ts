/** Jobs that a worker starts: from the file that it runs itself. They end with it. */
import { workerClient, type WorkerClient } from './client';
import type { JobFacets } from './job-facets';

export function nestedJobWorker(): WorkerClient<JobFacets> {
  return workerClient(() => new Worker(self.location.href, { type: 'module', name: 'job' }));
}
