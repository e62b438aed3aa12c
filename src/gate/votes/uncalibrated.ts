/** Vote: without a dial there is nothing to allow by (docs/methods.md 5). */
import { isCalibrated } from '../thresholds';
import { voteFor } from './reasons';
import type { Rule } from './vote';

/** Thresholds that no demonstrations set block at once, whatever the frame. */
export const uncalibrated: Rule = {
  reason: 'uncalibrated',
  vote(_, thresholds) {
    return isCalibrated(thresholds) ? null : voteFor('uncalibrated', 'block');
  },
};
