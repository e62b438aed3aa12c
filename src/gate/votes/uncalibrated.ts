/** Vote: without a dial there is nothing to allow by (docs/methods.md 5). */
import { isCalibrated } from '../thresholds';
import type { Rule } from './vote';

/** Thresholds that no demonstrations set block at once, whatever the frame. */
export const uncalibrated: Rule = {
  reason: 'uncalibrated',
  debounced: false,
  vote(_, thresholds) {
    if (isCalibrated(thresholds)) return null;
    return {
      action: 'block',
      reason: 'uncalibrated',
      text: 'Blocked because this reward is not calibrated: no demonstrations came with it.',
    };
  },
};
