/** The figures by which a reward is judged, as plain data: hard negatives (docs/methods.md 1.5) and null policies (1.6). */
import type { Interval } from '../../basics/intervals';

/** The five hard negatives, and `uniform`, which is a smoke test only. */
export const negativeIds = ['permuted', 'swapped', 'noise25', 'mirrored', 'midpoint', 'uniform'] as const;
export type NegativeId = (typeof negativeIds)[number];

/** AUROC of demonstrations against the negative by n and by the join; share of it that the gate does not allow. */
export interface NegativeFigures {
  readonly energy: number;
  readonly join: number;
  readonly notAllowed: number;
}

export interface NullPolicy {
  readonly id: 'freeze' | 'frozen' | 'sit' | 'reversed' | 'shuffled' | 'half' | 'double' | 'constantAction';
  readonly title: string;
  /** Mean s over the episode with its episode bootstrap interval; null when it does not apply. */
  readonly score: Interval | null;
  /** True when it earns at least what the experts do, and they do not do the same. */
  readonly red: boolean;
  /** True when it earns as much and stands where experts stand still too; absent where nobody looked. */
  readonly amber?: boolean;
  /** Share of the demonstrations within ε₉₉ of where it stands that stand still there; absent for what does not stand. */
  readonly still?: number;
  readonly note: string;
}
