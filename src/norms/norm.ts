/**
 * Typed rules (docs/methods.md 3) as plain data. A norm says what must hold. Its signed margin is negative where it is violated,
 * and NaN where that cannot be told (inconclusive: a value is missing or not finite), which is never "no violation".
 * In memory features are indices of raw features; files name them (`norms-file.ts`).
 */
interface NormBase {
  readonly id: string;
  /** (0, 1], default 1; from .5 on a violation blocks and makes a flaw. */
  readonly severity?: number;
  readonly description?: string;
}

/** Each listed raw feature stays within [min, max], in raw units; ∓`unbounded` (bounds.ts) where there is no bound. */
export interface RangeNorm extends NormBase {
  readonly type: 'range';
  readonly features: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** The distance to the nearest demonstration is at most the boundary; standardised units, over the inputs of `features`. */
export interface SupportNorm extends NormBase {
  readonly type: 'support';
  /** Absent = all. */
  readonly features?: readonly number[];
  readonly boundary: number;
  /** Places that count as demonstrations, each in raw units of `features`; absent = the basin. */
  readonly points?: readonly (readonly number[])[];
}

/** normal·x ≥ offset over raw features; margin (normal·x − offset)/‖normal‖. */
export interface HalfSpaceNorm extends NormBase {
  readonly type: 'half-space';
  readonly features: readonly number[];
  readonly normal: readonly number[];
  readonly offset: number;
}

/** The place in `features` stays within `width` of a polyline. */
export interface PathNorm extends NormBase {
  readonly type: 'path';
  readonly features: readonly number[];
  /** At least one point, raw units. */
  readonly points: readonly (readonly number[])[];
  readonly width: number;
}

/** The place in `features` stays out of every box, bounded like a range; margin = signed distance to the nearest box. */
export interface WallNorm extends NormBase {
  readonly type: 'wall';
  readonly features: readonly number[];
  readonly boxes: readonly { readonly min: readonly number[]; readonly max: readonly number[] }[];
}

/** The length of the vector in `features` stays within [min, max]; min absent = 0. */
export interface VelocityNorm extends NormBase {
  readonly type: 'velocity';
  readonly features: readonly number[];
  readonly min?: number;
  readonly max: number;
}

/** The place in two features keeps `left` and `right` of a directed centre line: −right ≤ lateral offset ≤ left. */
export interface LaneNorm extends NormBase {
  readonly type: 'lane';
  readonly features: readonly number[];
  /** At least two points of two coordinates, in the direction of travel. */
  readonly points: readonly (readonly number[])[];
  readonly left: number;
  readonly right: number;
}

/** A CEL expression that must be true, over names of features and of record fields. */
export interface PredicateNorm extends NormBase {
  readonly type: 'predicate';
  readonly expression: string;
}

/** Words in a text field of a record. A negated match is inconclusive. */
export interface KeywordNorm extends NormBase {
  readonly type: 'keyword';
  readonly field: string;
  readonly words: readonly string[];
  /** `forbid` = none may occur, `require` = one must. */
  readonly mode: 'forbid' | 'require';
}

/** A regular expression (the syntax that RE2 and Python share) in a text field of a record. */
export interface RegexNorm extends NormBase {
  readonly type: 'regex';
  readonly field: string;
  readonly pattern: string;
  readonly mode: 'forbid' | 'require';
}

/** Another norm over a window of frames [from, to] from each frame on, within its episode: STL robustness. */
export interface TemporalNorm extends NormBase {
  readonly type: 'temporal';
  readonly operator: 'always' | 'eventually' | 'for-at-least';
  /** Frames, 0 ≤ from ≤ to. */
  readonly from: number;
  readonly to: number;
  /** Consecutive frames within the window, for `for-at-least`. */
  readonly frames?: number;
  /** No temporal one itself. */
  readonly norm: Exclude<Norm, TemporalNorm>;
}

export type Norm =
  | RangeNorm
  | SupportNorm
  | HalfSpaceNorm
  | PathNorm
  | WallNorm
  | VelocityNorm
  | LaneNorm
  | PredicateNorm
  | KeywordNorm
  | RegexNorm
  | TemporalNorm;
export type NormType = Norm['type'];

/** Severity from which a violation blocks, filters demonstrations and makes a flaw (docs/methods.md 1.1, 4, 5). */
export const severe = 0.5;

/** Severity with its default. */
export function severityOf(norm: Norm): number {
  return norm.severity ?? 1;
}
