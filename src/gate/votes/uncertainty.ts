/** Votes on u: u_block at once, u_max after the debounce (docs/methods.md 5). Without a dial: `uncalibrated` blocks. */
import { isCalibrated } from '../thresholds';
import { amount, type Rule } from './vote';

/** u ≥ u_block blocks at once. */
export const far: Rule = {
  reason: 'far',
  debounced: false,
  vote({ uncertainty }, thresholds) {
    const { uBlock } = thresholds;
    if (!isCalibrated(thresholds)) return null;
    if (amount(uncertainty) < uBlock) return null;
    return {
      action: 'block',
      reason: 'far',
      text: `Blocked because this is far from every demonstration (u ≥ ${show(uBlock)}).`,
    };
  },
};

/** u ≥ u_max escalates. */
export const uncertain: Rule = {
  reason: 'uncertain',
  debounced: true,
  vote({ uncertainty }, thresholds) {
    const { uMax } = thresholds;
    if (!isCalibrated(thresholds)) return null;
    if (amount(uncertainty) < uMax) return null;
    return {
      action: 'escalate',
      reason: 'uncertain',
      text: `A person should look: this is farther from the demonstrations than they are from each other (u ≥ ${show(uMax)}).`,
    };
  },
};

function show(value: number): string {
  return value.toPrecision(3);
}
