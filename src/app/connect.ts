/** Hands the screens their services: one project worker a tab, a desk for imports and runs, and jobs that come and go. */
import { landingOnce } from './landing/once';
import { TrainingRuns } from './training/runs';
import type { Services } from './types';
import { withWorker, type WorkerClient } from './worker/client';
import type { JobFacets } from './worker/job-facets';
import type { ProjectFacets } from './project/facets';
import { jobWorker, projectWorker } from './worker/start';

/** How workers are made; tests hand in their own. */
export interface Workers {
  project(): WorkerClient<ProjectFacets>;
  job(): WorkerClient<JobFacets>;
}

export function connect(workers: Workers = { project: projectWorker, job: jobWorker }): Services {
  const project = workers.project().api;
  const desk = workers.job().api;
  const { list, remove } = project.data;
  return {
    landing: landingOnce(workers.job),
    data: {
      need: desk.data.need,
      read: desk.data.read,
      answer: desk.data.answer,
      stop: desk.data.stop,
      review: desk.data.review,
      commit: desk.data.commit,
      discard: desk.data.discard,
      list,
      remove,
    },
    training: new TrainingRuns(desk.desk, project.runs, project.evaluation, workers.job),
    inspect: project.inspect,
    audit: project.audit,
    episodes: project.episodes,
    planning: project.planning,
    artifact: {
      pack: project.artifact.pack,
      open: (file) => withWorker(workers.job(), ({ artifact }) => artifact.open(file)),
    },
  };
}
