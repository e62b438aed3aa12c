/** Vote on norms that are violated (docs/methods.md 5). */
import { severe } from '../../norms/norm';
import { voteFor } from './reasons';
import { amount, type NormMargin, type Rule } from './vote';

/** A violated norm blocks from severity .5 on, and escalates below. A severity that is no number blocks. */
export const violated: Rule = {
  reason: 'violated',
  vote({ norms }) {
    const broken = (norms ?? []).filter(({ margin }) => amount(margin) < 0);
    if (broken.length === 0) return null;
    const hard = broken.filter(({ severity }) => !(severity < severe));
    if (hard.length > 0) return voteFor('violated', 'block', { norms: named(hard) });
    return voteFor('violated', 'escalate', { norms: named(broken) });
  },
};

function named(norms: readonly NormMargin[]): string {
  return `the norm${norms.length > 1 ? 's' : ''} ${norms.map(({ id }) => id).join(', ')}`;
}
