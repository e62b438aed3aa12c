/**
 * Where a head begins to take reward, and how fast (docs/methods.md 1.7): its order of points stays, its logits are moved and
 * stretched, so that q = ½ lies between good and bad.
 */
import { quantile } from '../../../basics/statistics';

/** The logit z becomes `scale`·(z − `shift`). */
export interface Cut {
  readonly scale: number;
  readonly shift: number;
}

/** Share of the bad points that need not lose nearly everything; more where points beside them are known to be harmless. */
const bottom = { alone: 0.005, besideHarmless: 0.02 } as const;
/** Logit of the cut head there: 2q − 1 is .995. */
const sure = 6;
/** How far the cut lies from the good towards the bad: flaws are drawn densely, demonstrations are few. */
const nearer = 0.75;
/** Steepest and flattest stretch. */
const [flattest, steepest] = [1, 20];

/**
 * Between the highest of the good and the lowest of the bad, nearer to the bad; where they overlap, from the quantile of
 * the good on. Where harmless points come up to the bad ones it is as late and as steep as can be.
 * @param good logits of unseen good points, at least one
 * @param bad logits of bad points, at least one
 * @param share of the good that may lie above, in [0, 1)
 * @param beside true where the head learned to keep off points beside the bad ones
 */
export function cutOf(good: Float64Array, bad: Float64Array, share: number, beside = false): Cut {
  const ordered = good.slice().sort();
  const allowed = ordered[ordered.length - 1 - Math.floor(share * ordered.length)];
  const highest = ordered[ordered.length - 1];
  const lowest = quantile(bad, beside ? bottom.besideHarmless : bottom.alone);
  const base = lowest > highest ? highest : allowed;
  const between = base + nearer * Math.max(0, lowest - base);
  const shift = beside ? Math.max(between, lowest - sure / steepest) : between;
  const width = lowest > shift ? lowest - shift : quantile(bad, 0.5) - shift;
  const scale = width > 0 ? sure / width : steepest;
  return { scale: Math.min(steepest, Math.max(flattest, scale)), shift };
}
