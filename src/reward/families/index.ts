/** The families that a reward can be made of, by id (docs/methods.md 1.5). A new family joins here. */
import type { Family, FamilyId } from '../types';
import { gaussians } from './gaussians/gaussians';
import { knn } from './knn/knn';
import { lattice } from './lattice/lattice';
import { mixture } from './mixture/mixture';

export const families: Readonly<Record<FamilyId, Family>> = { mixture, gaussians, knn, lattice };
