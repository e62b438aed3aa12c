/** Words for what a data set is for. */
import type { FeatureSpec, Purpose } from '../app/types';

/** `title` names what it is, `use` what choosing it means. */
export const purposeWords: Readonly<Record<Purpose, { readonly title: string; readonly use: string }>> = {
  demonstrations: { title: 'Demonstrations', use: 'Learn from it' },
  negative: { title: 'Negative examples', use: 'Show how not to do it' },
  rollouts: { title: 'Rollouts', use: 'Score it' },
};
export const purposes = Object.keys(purposeWords) as Purpose[];

type NamedRole = Pick<FeatureSpec, 'name' | 'role'>;

/** True where one data set has the features of another: same names and roles, in whatever order. */
export function sameFeatures(a: readonly NamedRole[], b: readonly NamedRole[]): boolean {
  const roles = new Map(a.map(({ name, role }) => [name, role]));
  return a.length === b.length && b.every(({ name, role }) => roles.get(name) === role);
}
