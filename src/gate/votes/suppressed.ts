/** Vote on what a suppressing patch has covered (docs/methods.md 5). */
import { voteFor } from './reasons';
import { amount, type Rule } from './vote';

/** S > 0 and s ≤ floor blocks: what an audit calls covered is blocked. */
export const suppressed: Rule = {
  reason: 'suppressed',
  vote({ suppression, score }, { floor }) {
    if (amount(suppression) <= 0 || amount(score) > floor) return null;
    return voteFor('suppressed', 'block', { limit: String(floor) });
  },
};
