/** Norms in sentences: the words of their kinds, with names and numbers as this page writes them. */
import { normWords } from '../../../app/audit/norm-words';
import type { Feature, Norm } from '../../../app/types';
import { number } from '../../kit/format';

/** What must hold, in names and numbers. */
export function normSentence(norm: Norm, features: readonly Feature[]): string {
  const feature = (index: number) => features[index] ?? { name: `feature ${index + 1}`, unit: '' };
  return normWords.of(norm.type).sentence(norm, { feature, number });
}

/** Indices of the features that a norm names; none where it reads texts only. */
export function featuresOf(norm: Norm, features: readonly Feature[]): readonly number[] {
  return normWords.of(norm.type).named(norm, features);
}

/** What a severity means. */
export function severityWords(severity: number): string {
  return severity >= 0.5 ? 'A violation blocks, and is a flaw to repair.' : 'A violation asks a person.';
}
