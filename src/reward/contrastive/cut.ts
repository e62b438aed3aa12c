/**
 * Where a head begins to take reward, and how fast (METHODS.md 1.7): its order of points stays, its logits are moved and
 * stretched, so that q = ½ lies between good and bad.
 */
import { quantile } from '../../basics/statistics';

/** The logit z becomes `scale`·(z − `shift`). */
export interface Cut {
  readonly scale: number;
  readonly shift: number;
}

/** Share of the bad points that are to lose nearly everything. */
const bottom = 0.005;
/** Logit of the cut head there: 2q − 1 is .995. */
const sure = 6;
/** How far the cut lies from the good towards the bad: flaws are drawn densely, demonstrations are few. */
const nearer = 0.75;
/** Steepest and flattest stretch. */
const [flattest, steepest] = [1, 20];

/**
 * Between the highest of the good and the lowest of the bad, nearer to the bad; where they overlap, from the quantile of
 * the good on.
 * @param good logits of unseen good points, at least one
 * @param bad logits of bad points, at least one
 * @param share of the good that may lie above, in [0, 1)
 */
export function cutOf(good: Float64Array, bad: Float64Array, share: number): Cut {
  const ordered = good.slice().sort();
  const allowed = ordered[ordered.length - 1 - Math.floor(share * ordered.length)];
  const highest = ordered[ordered.length - 1];
  const lowest = quantile(bad, bottom);
  const base = lowest > highest ? highest : allowed;
  const shift = base + nearer * Math.max(0, lowest - base);
  const width = lowest > shift ? lowest - shift : quantile(bad, 0.5) - shift;
  const scale = width > 0 ? sure / width : steepest;
  return { scale: Math.min(steepest, Math.max(flattest, scale)), shift };
}
