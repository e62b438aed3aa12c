/** Vote on n (docs/methods.md 5). */
import { isCalibrated } from '../thresholds';
import { voteFor } from './reasons';
import { amount, shown, type Rule } from './vote';

/** Where the monitor does not follow the episode: n ≥ n_max blocks, unless a raise patch lifts s above the floor. Without a dial there is no n_max: `uncalibrated` blocks. */
export const energy: Rule = {
  reason: 'energy',
  vote({ energy: n, raise, score, monitor }, thresholds) {
    const { nMax, floor } = thresholds;
    if (monitor || !isCalibrated(thresholds)) return null;
    if (amount(n) < nMax) return null;
    if (amount(raise) > 0 && amount(score) > floor) return null;
    return voteFor('energy', 'block', { limit: shown(nMax) });
  },
};
