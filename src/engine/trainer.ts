/**
 * Trains the members of a mixture on any backend (docs/methods.md 1.2).
 * Same seed, data and backend give the same bytes, however often a run was interrupted: the order of rows depends on
 * seed, member and epoch alone, losses are summed step by step in float64, and a checkpoint holds everything else.
 */
import { fail, ok } from '../basics/result';
import type { Failure, Result } from '../basics/result';
import type { Clock } from '../basics/clock';
import type {
  MemberData,
  MixtureSettings,
  TrainedMember,
  Trainer,
  TrainerHooks,
  TrainingCheckpoint,
} from '../reward/families/mixture/training';
import type { Backend } from './backend';
import { DeviceFailure, TrainingRun } from './training-run';

function faultOf(data: MemberData): Failure | null {
  const rows = Math.min(data.train.length, data.validation.length) / data.dims;
  const faulty = !data.train.every(Number.isFinite) || !data.validation.every(Number.isFinite);
  if (rows >= 1 && !faulty) return null;
  const refusal = faulty
    ? fail('degenerate', 'Some training rows hold numbers that are not finite.', 'Check the features and their roles.')
    : fail('too-few-rows', 'There are not enough rows to train and to validate.', 'Add demonstrations.');
  return refusal.failure;
}

/** A checkpoint of another run must not be taken for one of this. */
function mismatch(
  from: TrainingCheckpoint,
  member: number,
  settings: MixtureSettings,
  backend: string,
): Failure | null {
  const advice = 'Start the training again.';
  const same = JSON.stringify(from.settings) === JSON.stringify(settings);
  if (same && from.member === member && from.backend === backend) return null;
  const message =
    'The checkpoint was made with other settings or on another device, so it cannot be continued exactly.';
  return fail('bad-parameter', message, advice).failure;
}

/** Implements `Trainer` on one opened backend. */
export class BackendTrainer implements Trainer {
  constructor(
    private readonly backend: Backend,
    private readonly clock: Clock,
  ) {}

  async train(
    member: number,
    data: MemberData,
    settings: MixtureSettings,
    hooks: TrainerHooks,
    from: TrainingCheckpoint | null,
  ): Promise<Result<TrainedMember | null>> {
    const failure = faultOf(data) ?? (from && mismatch(from, member, settings, this.backend.id));
    if (failure) return { ok: false, failure };
    try {
      const run = new TrainingRun(this.backend, this.clock, member, data, settings, hooks, from);
      try {
        return ok((await run.finish()) ? await run.result() : null);
      } finally {
        run.dispose();
      }
    } catch (error) {
      if (error instanceof DeviceFailure) return { ok: false, failure: error.failure };
      throw error;
    }
  }
}
