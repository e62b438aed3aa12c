/** Vote on the audit gap: where too little was looked at, a person is asked, whatever s (docs/methods.md 5). */
import type { Rule } from './vote';

/** a ≥ a_max escalates, and so does a gap that is no number. Before the first audit this vote is off. */
export const auditGap: Rule = {
  reason: 'audit-gap',
  debounced: false,
  vote({ gap }, { aMax }) {
    if (gap === null || gap === undefined || gap < aMax) return null;
    return {
      action: 'escalate',
      reason: 'audit-gap',
      text: `A person should look: too little of this region was audited (up to ${share(gap)} of it may be flawed).`,
    };
  },
};

function share(gap: number): string {
  return Number.isFinite(gap) ? `${Number((100 * gap).toPrecision(2))} %` : 'all';
}
