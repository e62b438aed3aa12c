/**
 * Conformal risk control by episode (docs/methods.md 4): what edits that no certificate covers (learned, sculpted, latent) cost an
 * unseen episode in expectation. It bounds the mean of an episode, not its worst frame.
 */
import type { PatchEvidence } from '../types';

/** Fewer episodes say nothing that a limit of .05 could hold. */
export const fewestEpisodes = 19;

/** Who may let an edit in: its figures, a person only, or nobody. */
export type Admittance = 'automatic' | 'person' | 'refused';

export interface RiskVerdict {
  readonly evidence: PatchEvidence;
  readonly admittance: Admittance;
}

/**
 * (Σ ℓ_j + 1)/(J + 1) against L.
 * @param losses ℓ_j in [0, 1]: mean reward lost in each episode, judged without that episode's help
 * @param limit L in (0, 1]
 * @throws RangeError for a loss outside [0, 1]
 */
export function riskControl(losses: readonly number[], limit: number): RiskVerdict {
  const wrong = losses.find((loss) => !(loss >= 0 && loss <= 1));
  if (wrong !== undefined) throw new RangeError(`A mean loss is ${wrong}.`);
  const episodes = losses.length;
  if (episodes < fewestEpisodes) return { evidence: { status: 'untested', episodes }, admittance: 'person' };
  const bound = (losses.reduce((sum, loss) => sum + loss, 0) + 1) / (episodes + 1);
  return { evidence: { status: 'tested', bound, episodes }, admittance: bound <= limit ? 'automatic' : 'refused' };
}

/** d = r − max(0, r − S), one point. @param reward r ≥ 0 @param suppression S ≥ 0 */
export function rewardLost(reward: number, suppression: number): number {
  return reward - Math.max(0, reward - suppression);
}

/**
 * ℓ_j of each episode that has a frame, in the order in which episodes first appear.
 * @param lost [rows] reward lost by each frame; NaN counts as all of it
 * @param episodes [rows]
 * @param counts rows that count; absent = all
 */
export function episodeLosses(
  lost: ArrayLike<number>,
  episodes: ArrayLike<number>,
  counts: (row: number) => boolean = () => true,
): number[] {
  const sums = new Map<number, { sum: number; rows: number }>();
  for (let row = 0; row < lost.length; row++) {
    if (!counts(row)) continue;
    const held = sums.get(episodes[row]) ?? { sum: 0, rows: 0 };
    held.sum += Number.isNaN(lost[row]) ? 1 : Math.min(1, Math.max(0, lost[row]));
    held.rows++;
    sums.set(episodes[row], held);
  }
  return [...sums.values()].map(({ sum, rows }) => sum / rows);
}
