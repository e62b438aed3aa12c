/** Words for the hard negatives, and what is said about what the energy alone misses. */
import { type FamilyAssessment, type NegativeId, negativeIds } from '../../../app/types';
import { fixed, percent } from '../../kit/format';

export const negativeTitles: Readonly<Record<NegativeId, { readonly title: string; readonly meaning: string }>> = {
  permuted: { title: 'Permuted', meaning: 'every feature shuffled on its own' },
  swapped: { title: 'Swapped', meaning: 'one feature taken from another frame' },
  noise25: { title: 'Noise', meaning: 'a quarter of a standard deviation added' },
  mirrored: { title: 'Mirrored', meaning: 'reflected about the mean' },
  midpoint: { title: 'Midpoints', meaning: 'halfway between two frames' },
  uniform: { title: 'Uniform', meaning: 'anywhere in the observed range: a smoke test' },
};

/** Below this an AUROC is called a gap. */
const gapBelow = 0.9;

/** Sentences on what n alone does not tell apart, and what the join makes of it. */
export function gapSentences(family: FamilyAssessment): string[] {
  return negativeIds
    .filter((id) => family.negatives[id].energy < gapBelow)
    .map((id) => {
      const { energy, join, notAllowed } = family.negatives[id];
      const { title, meaning } = negativeTitles[id];
      return (
        `${title} (${meaning}): n alone reaches ${fixed(energy, 2)}, the join with u ${fixed(join, 2)}; ` +
        `the gate stops ${percent(notAllowed, 0)} of it.`
      );
    });
}
