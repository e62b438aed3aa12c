/** What a job worker can do. Each job is loaded when it is first asked for, so that all of them share their code. */
import type { PackingJob } from '../artifact/packing';
import type { AuditJob } from '../audit/job';
import { KeptDemonstrations } from '../data/kept-demonstrations';
import type { ImportJob } from '../data/types';
import type { LandingJob } from '../landing/service';
import type { PlanningJob } from '../planning/job';
import type { EvaluationLane } from '../../training/evaluation/evaluator';
import type { AssessmentJob, MemberTraining, RunDesk } from '../training/types';
import type { ArtifactService } from '../types';
import type { WorkerClient } from './client';
import type { Makers } from './host';
import { nestedJobWorker } from './nested';

export interface JobFacets {
  readonly data: ImportJob;
  readonly desk: RunDesk;
  readonly member: MemberTraining;
  readonly assessment: AssessmentJob;
  readonly evaluation: EvaluationLane;
  readonly audit: AuditJob;
  readonly packing: PackingJob;
  readonly artifact: Pick<ArtifactService, 'open'>;
  readonly landing: LandingJob;
  readonly planning: PlanningJob;
}

/** @param startJob makes a worker for a part of a job */
export function jobMakers(startJob: () => WorkerClient<JobFacets> = nestedJobWorker): Makers<JobFacets> {
  // What was imported here is at hand for the run that learns from it.
  const datasets = new KeptDemonstrations();
  return {
    data: async () => new (await import('../data/service')).ImportService(datasets),
    desk: async () => new (await import('../training/desk')).RunDeskService(datasets),
    member: async () => new (await import('../training/member')).MemberTrainingService(),
    assessment: async () => new (await import('../training/assessment')).AssessmentService(startJob),
    evaluation: async () => new (await import('../../training/evaluation/evaluator')).Evaluator(),
    audit: async () => new (await import('../audit/job')).AuditJobService(),
    packing: async () => new (await import('../artifact/packing')).PackingService(),
    artifact: async () => new (await import('../artifact/opening')).ArtifactOpening(),
    landing: async () => new (await import('../landing/service')).LandingPainter(),
    planning: async () => new (await import('../planning/job')).PlanningJobService(),
  };
}
