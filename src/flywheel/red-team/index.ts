/**
 * The red team: a strategy is a file of this folder and its two names here, what it does and what is said of it. What resamples
 * flaws comes after what finds them.
 */
import type { SourceWords, Strategy } from '../types';
import { crossEntropySearch, crossEntropyWords } from './cross-entropy';
import { gradient, gradientWords } from './gradient';
import { groups, groupsWords } from './groups';
import { ladder, ladderWords } from './ladder';
import { lattice, latticeWords } from './lattice';
import { lowDiscrepancy, lowDiscrepancyWords } from './low-discrepancy';
import { resampling, resamplingWords } from './resampling';
import { sweeps, sweepsWords } from './sweeps';
import { boxWords, tubeWords } from './distributions';

export const strategies = [
  lattice,
  lowDiscrepancy,
  ladder,
  sweeps,
  groups,
  gradient,
  crossEntropySearch,
  resampling,
] as const satisfies readonly Strategy[];

/** What is said of each, in the same order. */
export const strategyWords = [
  latticeWords,
  lowDiscrepancyWords,
  ladderWords,
  sweepsWords,
  groupsWords,
  gradientWords,
  crossEntropyWords,
  resamplingWords,
] as const;
export type StrategyId = (typeof strategyWords)[number]['id'];

/** All that proposes candidates: plain draws of a named distribution stand beside the strategies in every attack. */
export const sourceWords = [boxWords, tubeWords, ...strategyWords] as const;

/** The table of docs/red-team.md, in markdown. */
export function sourceTable(sources: readonly SourceWords[]): string {
  const rows = sources.map(
    ({ id, title, hint, distribution }) => `| \`${id}\` | ${title} | ${hint} | ${distribution ?? 'none'} |`,
  );
  return ['| id | name | what it looks at | bound for |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

export { namedDistributions, type NamedDistribution } from './distributions';
