/** What the project worker answers: facets of the one owner of the open reward, and the lists of what is kept. */
import { DownloadFacet } from '../artifact/download';
import { DataShelfService } from '../data/shelf';
import { KeptDemonstrations } from '../data/kept-demonstrations';
import type { DataShelf } from '../data/types';
import { InspectFacet } from '../inspect/service';
import type { PlanningService } from '../planning/types';
import { EvaluationKeeper } from '../training/keep-evaluation';
import { RunShelfService } from '../training/shelf';
import type { EvaluationKeeping, RunShelf } from '../training/types';
import type { ArtifactService, AuditService, EpisodesService, InspectService } from '../types';
import type { WorkerClient } from '../worker/client';
import type { Makers } from '../worker/host';
import type { JobFacets } from '../worker/job-facets';
import { nestedJobWorker } from '../worker/nested';
import { ProjectOwner } from './owner';

export interface ProjectFacets {
  readonly inspect: InspectService;
  readonly audit: AuditService;
  readonly episodes: EpisodesService;
  readonly artifact: Pick<ArtifactService, 'pack'>;
  readonly planning: PlanningService;
  readonly data: DataShelf;
  readonly runs: RunShelf;
  readonly evaluation: EvaluationKeeping;
}

/** @param startJob makes a worker for heavy work */
export function projectMakers(startJob: () => WorkerClient<JobFacets> = nestedJobWorker): Makers<ProjectFacets> {
  const owner = new ProjectOwner();
  const datasets = new KeptDemonstrations();
  return {
    inspect: () => new InspectFacet(owner),
    audit: async () => new (await import('../audit/service')).AuditFacet(owner, datasets, startJob),
    episodes: async () => new (await import('../episodes/service')).EpisodesFacet(owner, datasets),
    artifact: () => new DownloadFacet(owner, startJob),
    planning: async () => new (await import('../planning/service')).PlanningFacet(owner, startJob),
    data: () => new DataShelfService(),
    runs: () => new RunShelfService(),
    evaluation: () => new EvaluationKeeper(owner),
  };
}
