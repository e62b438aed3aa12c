/**
 * Training checkpoints by [run, member]. A newer one replaces the older in one transaction: at any moment exactly one whole
 * checkpoint is there.
 */
import type { Clock } from '../basics/clock';
import { fail, type Result } from '../basics/result';
import type { TrainingCheckpoint } from '../reward/families/mixture/training';
import type { Database } from './database';
import { checkpointDocument } from './documents/checkpoint';
import { readStored, stored } from './documents/document';
import { guarded, refuse } from './failures';
import { timestamp } from './timestamp';

export interface CheckpointStore {
  /** Resolves after it is on the disk. `not-found` when the run was deleted meanwhile. */
  save(runId: string, checkpoint: TrainingCheckpoint): Promise<Result<true>>;
  /** Newest checkpoint of each member that has one, by member. */
  list(runId: string): Promise<Result<TrainingCheckpoint[]>>;
}

export function createCheckpointStore(database: Database, clock: Clock): CheckpointStore {
  const { checkpoints, runs } = database;
  return {
    save: (runId, checkpoint) =>
      guarded('save the checkpoint', () =>
        database.transaction('rw', checkpoints, runs, async () => {
          if ((await runs.update(runId, { updatedAt: timestamp(clock) })) === 0 && !(await runs.get(runId)))
            refuse(runGone(runId));
          const { member } = checkpoint;
          await checkpoints.put(stored(checkpointDocument, { runId, member, checkpoint: compact(checkpoint) }));
          return true as const;
        }),
      ),
    list: (runId) =>
      guarded('read the checkpoints', async () => {
        const rows = await checkpoints.where('runId').equals(runId).toArray();
        return rows.map((row) => readStored(checkpointDocument, row).checkpoint).sort((a, b) => a.member - b.member);
      }),
  };
}

/** Cuts views loose: storing a view would store the whole buffer behind it. */
function compact(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
  const { parameters, firstMoment, secondMoment, best } = checkpoint;
  return {
    ...checkpoint,
    parameters: parameters.slice(),
    firstMoment: firstMoment.slice(),
    secondMoment: secondMoment.slice(),
    best: best.slice(),
  };
}

function runGone(runId: string) {
  return fail(
    'not-found',
    'This training run has been deleted, so its progress was not saved.',
    'Start a new run.',
    runId,
  );
}
