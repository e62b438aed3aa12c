/** Vote on p(τ), how usual a run has been up to here (docs/methods.md 1.4, 5). */
import { voteFor } from './reasons';
import { amount, shown, type Rule } from './vote';

/** Where the user set a p_min, p ≤ p_min escalates, and so does a p that is missing. Without p_min this vote is off. */
export const trajectory: Rule = {
  reason: 'trajectory',
  vote({ trajectory: p }, { pMin }) {
    if (pMin === undefined || amount(p) > pMin) return null;
    return voteFor('trajectory', 'escalate', { limit: shown(pMin) });
  },
};
