/**
 * Training checkpoints by [run, member]. A newer one replaces the older in one transaction, together with the run's state:
 * at any moment exactly one whole checkpoint is there.
 */
import type { Clock } from '../basics/clock';
import { fail, type Result } from '../basics/result';
import type { TrainingCheckpoint } from '../reward/families/mixture/training';
import type { Database } from './database';
import { guarded, refuse } from './failures';
import { timestamp } from './timestamp';

export interface CheckpointStore {
  /**
   * Resolves after it is on the disk. `not-found` when the run was deleted meanwhile.
   * @param state the run's new `state`, kept in step with the checkpoint; absent = as it was
   */
  save(runId: string, checkpoint: TrainingCheckpoint, state?: unknown): Promise<Result<true>>;
  /** Newest checkpoint of each member that has one, by member. */
  list(runId: string): Promise<Result<TrainingCheckpoint[]>>;
}

export function createCheckpointStore(database: Database, clock: Clock): CheckpointStore {
  const { checkpoints, runs } = database;
  return {
    save: (runId, checkpoint, state) =>
      guarded('save the checkpoint', () =>
        database.transaction('rw', checkpoints, runs, async () => {
          const run = (await runs.get(runId)) ?? refuse(runGone(runId));
          const updatedAt = timestamp(clock);
          await runs.put({ ...run, updatedAt, state: state === undefined ? run.state : state });
          await checkpoints.put({ runId, member: checkpoint.member, checkpoint: compact(checkpoint) });
          return true as const;
        }),
      ),
    list: (runId) =>
      guarded('read the checkpoints', async () => {
        const rows = await checkpoints.where('runId').equals(runId).toArray();
        return rows.map(({ checkpoint }) => verified(checkpoint)).sort((a, b) => a.member - b.member);
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

function verified(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
  const { parameters, firstMoment, secondMoment, best } = checkpoint;
  if ([firstMoment, secondMoment, best].some((part) => part.length !== parameters.length)) {
    refuse(
      fail(
        'storage',
        `The checkpoint of member ${checkpoint.member} could not be read back completely, so it is not used.`,
        'Start the training again; the data set is not touched.',
      ),
    );
  }
  return checkpoint;
}

function runGone(runId: string) {
  return fail(
    'not-found',
    'This training run has been deleted, so its progress was not saved.',
    'Start a new run.',
    runId,
  );
}
