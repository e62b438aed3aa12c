/** The families that a reward can be made of, in the order in which they are trained and shown. A new one gets a line here. */
import { collectFamilies, trainedByDefault, type Families } from './collect';
import type { Family } from './family';
import { gaussians } from './gaussians/gaussians';
import { knn } from './knn/knn';
import { lattice } from './lattice/lattice';
import { mixture } from './mixture/mixture';

const all = [mixture, gaussians, knn, lattice];

export type FamilyId = (typeof all)[number]['id'];
export const families: Readonly<Record<FamilyId, Family<FamilyId>>> = collectFamilies<FamilyId>(all);
/** What files may name. */
export const familyIds: readonly FamilyId[] = all.map(({ id }) => id);
/** What every training makes, the one that scores at first in front. */
export const defaultFamilies: readonly FamilyId[] = trainedByDefault(families);

/** The family of that name; null where nobody knows it, for whoever reads a file. */
export function findFamily(id: string, known: Families = families): Family | null {
  return Object.hasOwn(known, id) ? known[id] : null;
}

/** The family of a model that was opened. @throws Error for one that nobody knows: never another in its place */
export function familyOf({ family }: { readonly family: string }, known: Families = families): Family {
  const found = findFamily(family, known);
  if (found === null) throw new Error(`There is no family of rewards called ${family}.`);
  return found;
}
