/** The lanes of an evaluation: a worker for each core that there is memory for, or this very thread where one is enough. */
import { Evaluator, type EvaluationLane } from '../../training/evaluation/evaluator';
import { Lanes, type Piece } from '../../training/evaluation/lanes';
import type { PreparedData } from '../../training/prepared-data';
import type { WorkerClient } from '../worker/client';
import type { JobFacets } from '../worker/job-facets';

/** More lanes than this gain little. */
const mostLanes = 8;
/** Bytes that all lanes together may hold: each has the data, and its own searches over them. */
const mostBytes = 2e9;
/** A lane holds the data, the basin, the packed basin and members' tables. */
const copies = 6;

/** @param cores that the machine has */
export function laneCount({ x, demonstrations }: PreparedData, cores: number): number {
  const each = copies * (x.byteLength + demonstrations.values.byteLength);
  return Math.max(1, Math.min(mostLanes, cores, Math.floor(mostBytes / each)));
}

/** Runs `work` with lanes that end with it. */
export async function withLanes<T>(
  prepared: PreparedData,
  startJob: () => WorkerClient<JobFacets>,
  begun: (piece: Piece) => void,
  ended: (piece: Piece) => void,
  work: (lanes: Lanes<EvaluationLane>) => Promise<T>,
): Promise<T> {
  const count = laneCount(prepared, navigator.hardwareConcurrency || 1);
  if (count === 1) return work(new Lanes<EvaluationLane>([new Evaluator()], begun, ended));
  const workers = Array.from({ length: count }, startJob);
  try {
    return await work(
      new Lanes(
        workers.map(({ api }) => api.evaluation),
        begun,
        ended,
      ),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
