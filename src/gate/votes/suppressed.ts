/** Vote on what a suppressing patch has covered (docs/methods.md 5). */
import { amount, type Rule } from './vote';

/** S > 0 and s ≤ floor blocks: what an audit calls covered is blocked. */
export const suppressed: Rule = {
  reason: 'suppressed',
  debounced: false,
  vote({ suppression, safety }, { floor }) {
    if (amount(suppression) <= 0 || amount(safety) > floor) return null;
    return {
      action: 'block',
      reason: 'suppressed',
      text: `Blocked because a suppressing patch brings the safety score to the floor (${floor}) or below.`,
    };
  },
};
