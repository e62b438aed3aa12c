/** Votes on u where the monitor does not follow the episode: u_block at once, u_max after the debounce (docs/methods.md 5). Without a dial: `uncalibrated` blocks. */
import { isCalibrated } from '../thresholds';
import { voteFor } from './reasons';
import { amount, shown, type Rule } from './vote';

/** u ≥ u_block blocks at once. */
export const far: Rule = {
  reason: 'far',
  vote({ distanceRatio, monitor }, thresholds) {
    const { uBlock } = thresholds;
    if (monitor || !isCalibrated(thresholds) || amount(distanceRatio) < uBlock) return null;
    return voteFor('far', 'block', { limit: shown(uBlock) });
  },
};

/** u ≥ u_max escalates. */
export const uncertain: Rule = {
  reason: 'uncertain',
  vote({ distanceRatio, monitor }, thresholds) {
    const { uMax } = thresholds;
    if (monitor || !isCalibrated(thresholds) || amount(distanceRatio) < uMax) return null;
    return voteFor('uncertain', 'escalate', { limit: shown(uMax) });
  },
};
