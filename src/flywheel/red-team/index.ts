/** The red team: a strategy is a file of this folder and a line here. What resamples flaws comes after what finds them. */
import type { Strategy } from '../types';
import { crossEntropySearch } from './cross-entropy';
import { gradient } from './gradient';
import { groups } from './groups';
import { ladder } from './ladder';
import { lattice } from './lattice';
import { lowDiscrepancy } from './low-discrepancy';
import { resampling } from './resampling';
import { sweeps } from './sweeps';

export const strategies: readonly Strategy[] = [
  lattice,
  lowDiscrepancy,
  ladder,
  sweeps,
  groups,
  gradient,
  crossEntropySearch,
  resampling,
];
export { namedDistributions, type NamedDistribution } from './distributions';
