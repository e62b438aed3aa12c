/** How well a reward tells hard negatives from the demonstrations that they were made from (docs/methods.md 1.5). */
import { auroc } from '../../basics/statistics';
import { negativeIds, type NegativeFigures, type NegativeId } from './figures';

/** What a reward and its gate say about rows, [rows] each. */
export interface Judgement {
  /** n */
  readonly energy: Float64Array;
  /** The join of n and u. */
  readonly join: Float64Array;
  /** 1 where the gate allows the row. */
  readonly allowed: Uint8Array;
}

/** Judges rows [from, to) of the negatives of a kind. */
export type JudgeNegatives<T> = (id: NegativeId, from: number, to: number) => Promise<T>;

/**
 * AUROC of demonstrations against each negative made from them, by n and by the join, and the share of it that the gate
 * does not allow. NaN figures say that a score was not a number.
 * @param demonstrations that trained nothing @param rows of each kind of negative
 */
export async function assessNegatives(
  demonstrations: Judgement,
  rows: number,
  judge: JudgeNegatives<Judgement>,
): Promise<Record<NegativeId, NegativeFigures>> {
  const figures = await Promise.all(
    negativeIds.map(async (id): Promise<[NegativeId, NegativeFigures]> => {
      const negatives = await judge(id, 0, rows);
      const energy = auroc(negatives.energy, demonstrations.energy);
      const join = auroc(negatives.join, demonstrations.join);
      const stopped = negatives.allowed.reduce((sum, allowed) => sum + 1 - allowed, 0);
      return [id, { energy, join, notAllowed: stopped / negatives.allowed.length }];
    }),
  );
  return Object.fromEntries(figures) as Record<NegativeId, NegativeFigures>;
}

/** The worst hard-negative AUROC by energy, which families are ranked by; `uniform` is left out. */
export async function worstEnergy(
  demonstrations: Float64Array,
  rows: number,
  judge: JudgeNegatives<Float64Array>,
): Promise<number> {
  const hard = negativeIds.filter((id) => id !== 'uniform');
  const figures = await Promise.all(hard.map(async (id) => auroc(await judge(id, 0, rows), demonstrations)));
  return Math.min(...figures);
}
