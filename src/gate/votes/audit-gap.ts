/** Vote on the audit gap: where too little was looked at, a person is asked, whatever s (docs/methods.md 5). */
import { voteFor } from './reasons';
import type { Rule } from './vote';

/** a ≥ a_max escalates, and so does a gap that is no number. Before the first audit this vote is off. */
export const auditGap: Rule = {
  reason: 'audit-gap',
  vote({ gap }, { aMax }) {
    if (gap === null || gap === undefined || gap < aMax) return null;
    return voteFor('audit-gap', 'escalate', { share: share(gap) });
  },
};

function share(gap: number): string {
  return Number.isFinite(gap) ? `${Number((100 * gap).toPrecision(2))} %` : 'all';
}
