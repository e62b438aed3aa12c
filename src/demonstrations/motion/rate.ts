/**
 * Rates of change as inputs (docs/methods.md 1.1): what a feature says of how it is made from frames that follow each other, and
 * which features are columns. Files made before say nothing, and their `derived` features are read as they come.
 */
import type { Feature } from '../demonstrations';
import { encodedOwners } from '../encoding';

/** Where seconds are read. */
export interface Clock {
  readonly column: string;
  /** Seconds in one unit of the column. */
  readonly seconds: number;
}

/** How a rate is made; what stands in the manifest beside its name. */
export interface RateFacts {
  /** Name of the feature whose rate it is; of the column, where that is no feature. */
  readonly of: string;
  readonly per: 'second' | 'frame';
  /** Median seconds between frames, 1 per frame: what stands in where no clock tells. */
  readonly step: number;
  /** k ≥ 1: frames that the column usually keeps a value. */
  readonly hold: number;
  /** Absent = every frame is `step` after the one before. */
  readonly clock?: Clock;
}

/** True for a rate that is made from frames here. */
export function isRate(feature: Feature): feature is Feature & RateFacts {
  return feature.of !== undefined;
}

/** True where some input needs the frame before. */
export function hasRates(features: readonly Feature[]): boolean {
  return features.some(isRate);
}

/** Indices of the base columns: all features but rates of other features. */
export function baseFeatures(features: readonly Feature[]): number[] {
  return sourcesOf(features).flatMap((source, f) => (source < 0 ? [f] : []));
}

/** Index of the feature whose rate each one is, [F]; −1 for base columns, which include rates of what is no feature. */
export function sourcesOf(features: readonly Feature[]): number[] {
  return features.map((feature) =>
    isRate(feature) ? features.findIndex((other) => !isRate(other) && other.name === feature.of) : -1,
  );
}

/** Indices of the encoded inputs that base columns give, ascending. */
export function baseInputs(features: readonly Feature[]): number[] {
  const base = new Set(baseFeatures(features));
  return encodedOwners(features).flatMap((owner, input) => (base.has(owner) ? [input] : []));
}

/** Index of the rate of each feature, [F]; −1 where it has none. */
export function ratesOf(features: readonly Feature[]): number[] {
  const sources = sourcesOf(features);
  return features.map((_, f) => sources.indexOf(f));
}

/** True where two features of one name are made from frames alike; how far apart frames are is another question. */
export function sameRate(one: Feature, other: Feature): boolean {
  return one.of === other.of && one.per === other.per && one.hold === other.hold;
}
