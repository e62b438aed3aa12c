/** What the rules of patches are written with: values out of files, and what a patch is checked against. */
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

export type Loose = Readonly<Record<string, unknown>>;
/** The sentence of a rule that is broken, or null. */
export type Fault = string | null;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isNumbers(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(isNumber);
}

export function isIndex(value: unknown, below: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < below;
}
