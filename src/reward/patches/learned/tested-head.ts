/** A contrastive head with what it costs episodes that it was trained without: K + 1 trainings (docs/methods.md 1.7, 4). */
import type { Floats } from '../../../basics/arrays';
import { unwatched, type Task } from '../../../basics/task';
import { headPatch, trainHead, type TrainedHead } from './contrastive-head';
import { learnedAmount } from './learned-head';
import { episodeLosses, rewardLost } from '../risk-control';

/** Good rows with what is known of them; all arrays have one entry a row but for `x` [rows × dims], standardised. */
export interface TestedHeadRequest {
  readonly dims: number;
  readonly x: Floats;
  readonly episodes: ArrayLike<number>;
  /** Fold of the row, −1 = it validates. Without any fold all rows train, and no episode is tested. */
  readonly folds: ArrayLike<number>;
  /** r before patches. */
  readonly reward: ArrayLike<number>;
  /** [b × dims] */
  readonly bad: Floats;
  /** [f × dims] what a labeller called harmless beside them */
  readonly harmless?: Floats;
  readonly seed: number;
}

export interface TestedHead {
  readonly head: TrainedHead;
  /** ℓ_j of each episode of the folds, under a head that never saw its fold. */
  readonly losses: readonly number[];
}

/** @throws Cancelled */
export async function trainTestedHead(request: TestedHeadRequest, task: Task = unwatched): Promise<TestedHead> {
  const all = Array.from(request.episodes, (_, row) => row);
  const folds = [...new Set(Array.from(request.folds))].filter((fold) => fold >= 0).sort((a, b) => a - b);
  const validation = folds.length === 0 ? [] : all.filter((row) => request.folds[row] < 0);
  const training = folds.length === 0 ? all : all.filter((row) => request.folds[row] >= 0);
  const total = folds.length + 1;
  const trained = (rows: readonly number[], done: number): Promise<TrainedHead> => {
    task.report({ label: 'Learning what flaws look like', done, total });
    const { dims, bad, harmless, seed } = request;
    const [good, unseen] = [taken(request, rows), taken(request, validation)];
    return trainHead({ dims, good, validation: unseen, bad, harmless, seed }, task);
  };
  const head = await trained(training, 0);
  const losses: number[] = [];
  for (const [place, fold] of folds.entries()) {
    const others = training.filter((row) => request.folds[row] !== fold);
    if (others.length === 0) continue;
    const unseen = await trained(others, place + 1);
    losses.push(...lossesUnder(unseen, request, (row) => request.folds[row] === fold));
  }
  return { head, losses };
}

function taken({ x, dims }: TestedHeadRequest, rows: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length * dims);
  rows.forEach((row, i) => out.set(x.subarray(row * dims, (row + 1) * dims), i * dims));
  return out;
}

function lossesUnder(head: TrainedHead, request: TestedHeadRequest, counts: (row: number) => boolean): number[] {
  const { x, dims, reward, episodes } = request;
  const patch = headPatch(head, 'unseen', '');
  const lost = Float64Array.from(episodes, (_, row) =>
    counts(row) ? rewardLost(reward[row], learnedAmount(patch, x, row * dims)) : 0,
  );
  return episodeLosses(lost, episodes, counts);
}
