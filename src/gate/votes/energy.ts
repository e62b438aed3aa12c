/** Vote on n (docs/methods.md 5). */
import { isCalibrated } from '../thresholds';
import { amount, type Rule } from './vote';

/** n ≥ n_max blocks, unless a raise patch lifts s above the floor. Without a dial there is no n_max: `uncalibrated` blocks. */
export const energy: Rule = {
  reason: 'energy',
  debounced: true,
  vote({ energy: n, raise, safety }, thresholds) {
    const { nMax, floor } = thresholds;
    if (!isCalibrated(thresholds)) return null;
    if (amount(n) < nMax) return null;
    if (amount(raise) > 0 && amount(safety) > floor) return null;
    return {
      action: 'block',
      reason: 'energy',
      text: `Blocked because this does not resemble the demonstrations (energy ≥ ${nMax.toPrecision(3)}).`,
    };
  },
};
