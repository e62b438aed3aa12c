/** What the rules of patches are checked against: the reward that a patch acts on, as far as they ask. */
import type { Feature } from '../../demonstrations/demonstrations';
import type { Calibration } from '../types';

/** What a patch is checked against. */
export interface PatchContext {
  /** D */
  readonly dims: number;
  /** F */
  readonly rawFeatures: number;
  /** Experts and bottleneck width of each member; null where the family has none. */
  readonly members: readonly ({ readonly experts: number; readonly width: number } | null)[];
  /** [F]; absent = nameless ones, which no predicate can name. */
  readonly features?: readonly Feature[];
  /** What sculpting must not loosen: calibration of each member and κ_s; absent = sculpted patches are refused. */
  readonly mapping?: { readonly calibrations: readonly Calibration[]; readonly kappa: number };
}
