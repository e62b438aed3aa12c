/**
 * The dial of rows that stand alone (docs/methods.md 5): nothing follows anything, so that each is compared with single frames of
 * the calibration episodes, an episode counting once however long it is.
 */
import { sorted, sortedQuantile } from '../../basics/statistics';

/** Median and .95 quantile over out-of-fold frames: one unit for values of different kinds. */
export interface FrameUnit {
  readonly median: number;
  readonly q95: number;
}

/** A threshold for single frames. */
export interface FrameDial {
  readonly units: readonly FrameUnit[];
  /** τ: a frame is interrupted above it. */
  readonly tau: number;
}

/** The largest of several values of one frame, each in its unit; NaN where one is NaN. */
export function frameAmount(units: readonly FrameUnit[], values: readonly number[]): number {
  return Math.max(
    ...values.map((value, i) => (value - units[i].median) / Math.max(units[i].q95 - units[i].median, 1e-9)),
  );
}

/**
 * The smallest τ with (1 + Σ_j share of frames of episode j above τ)/(J + 1) ≤ δ; infinite where J is too small for δ.
 * @param episodes J of them, each [values][frames] of models that did not see it
 * @param dial δ in (0, 1)
 */
export function setFrameDial(episodes: readonly (readonly Float64Array[])[], dial: number): FrameDial {
  const units = episodes[0].map((_, i): FrameUnit => {
    const all = sorted(episodes.flatMap((episode) => Array.from(episode[i])));
    return { median: sortedQuantile(all, 0.5), q95: sortedQuantile(all, 0.95) };
  });
  const amounts = episodes.flatMap((episode) => {
    const frames = episode[0].length;
    return Array.from({ length: frames }, (_, t) => ({
      amount: frameAmount(
        units,
        episode.map((values) => values[t]),
      ),
      weight: 1 / frames,
    }));
  });
  amounts.sort((a, b) => b.amount - a.amount);
  const room = dial * (episodes.length + 1) - 1;
  let above = 0;
  let tau = Infinity;
  for (let at = 0; at < amounts.length;) {
    // Frames at τ are not above it; those of one amount go together.
    if (above > room + 1e-9) break;
    tau = amounts[at].amount;
    let end = at;
    for (; end < amounts.length && amounts[end].amount === tau; end++) above += amounts[end].weight;
    at = end;
  }
  return { units, tau };
}
