/** Vote on norms of which nothing can be told: a person decides (docs/methods.md 5). */
import { voteFor } from './reasons';
import { amount, type Rule } from './vote';

/** A margin that is missing or not finite escalates, unless it says that the norm is violated. */
export const abstain: Rule = {
  reason: 'abstain',
  vote({ norms }) {
    const unsure = (norms ?? []).filter(({ margin }) => !Number.isFinite(margin) && !(amount(margin) < 0));
    if (unsure.length === 0) return null;
    return voteFor('abstain', 'escalate', { norms: unsure.map(({ id }) => id).join(', ') });
  },
};
