/**
 * What may be said after an attack (docs/methods.md 4): convergence is a statement with a number, never "no flaws". Pure
 * functions. Attempts count over the life of an audit, because each look spends some of the 5 %.
 */
import { clopperPearson, type Interval } from '../basics/intervals';
import type { Convergence, SourceId } from './types';

/** Chance, over all attempts together, that a bound is wrong. */
const alpha = 0.05;

/** What one strategy did in the attack; a `StrategyTally`. */
export interface Tally {
  readonly strategy: SourceId;
  /** Name of its distribution, null for adaptive searches. */
  readonly distribution: string | null;
  readonly queries: number;
  readonly draws: number;
  readonly hits: number;
  /** Draws that would be flaws without patches. */
  readonly wouldBe: number;
  /** Why it broke down; absent = it did not. */
  readonly failed?: string;
}

export interface ConvergenceParts {
  /** j ≥ 1 */
  readonly attempt: number;
  readonly tallies: readonly Tally[];
  /** Flaws of each kind: the sizes of the clusters. */
  readonly kinds: readonly number[];
}

/** α_j = .05/(j(j + 1)); over all j they sum to .05. @param attempt j ≥ 1 */
export function alphaOf(attempt: number): number {
  return alpha / (attempt * (attempt + 1));
}

/**
 * 1 − α_j^{1/N}: N draws without a hit bound the violation mass of their distribution, with confidence 1 − α_j.
 * @returns in [0, 1]; 1 without a draw
 */
export function violationBound(draws: number, attempt: number): number {
  return massBound(draws, alphaOf(attempt));
}

/** 1 − α^{1/N}; 59 draws at .05 give .0495. */
export function massBound(draws: number, level: number): number {
  return draws <= 0 ? 1 : -Math.expm1(Math.log(level) / draws);
}

/** Good–Turing f₁/n: chance that the next flaw is of a kind not seen yet; null without a flaw. */
export function goodTuring(kinds: readonly number[]): number | null {
  const flaws = kinds.reduce((sum, size) => sum + size, 0);
  return flaws === 0 ? null : kinds.filter((size) => size === 1).length / flaws;
}

/** Share of `draws` that are hits with its exact 95 % interval; null when nothing was drawn. */
export function freshFlawRate(hits: number, draws: number): Interval | null {
  return draws === 0 ? null : clopperPearson(hits, draws);
}

/** Share of what the generators would find without patches that is still above the floor; null when they found nothing. */
export function freshFlawRateOf(tallies: readonly Tally[]): Interval | null {
  const sum = (key: 'hits' | 'wouldBe') => tallies.reduce((total, tally) => total + tally[key], 0);
  return freshFlawRate(sum('hits'), Math.max(sum('wouldBe'), sum('hits')));
}

/** The statement after one attack of fresh queries. */
export function convergenceOf({ attempt, tallies: all, kinds }: ConvergenceParts): Convergence {
  const tallies = all.filter(({ failed }) => failed === undefined);
  const failed = all.filter((tally) => !tallies.includes(tally)).map(({ strategy }) => strategy);
  return {
    attempt,
    ...(failed.length > 0 ? { failed } : {}),
    distributions: tallies.flatMap(({ strategy, distribution, draws, hits }) =>
      distribution === null
        ? []
        : [{ strategy, name: distribution, draws, hits, bound: hits === 0 ? violationBound(draws, attempt) : null }],
    ),
    searches: tallies.flatMap(({ strategy, distribution, queries, hits }) =>
      distribution === null ? [{ strategy, queries, hits }] : [],
    ),
    newKind: goodTuring(kinds),
    freshFlawRate: freshFlawRateOf(tallies),
  };
}
