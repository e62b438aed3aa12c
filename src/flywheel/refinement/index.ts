/**
 * The kinds of repair, in the order in which they are tried (docs/methods.md 2). One is a file here and its two names below, what
 * it does and what is said of it.
 */
import type { RefinementWords, Refiner } from '../types';
import { halfSpace, halfSpaceWords } from './half-space';
import { kernels, kernelsWords } from './kernels';
import { learned, learnedWords } from './learned';
import { mask, maskWords } from './mask';
import { sculpt, sculptWords } from './sculpt';
import { subspace, subspaceWords } from './subspace';

export const refiners = [mask, subspace, halfSpace, learned, sculpt, kernels] as const satisfies readonly Refiner[];
/** What is said of each, in the same order. */
export const refinementWords = [
  maskWords,
  subspaceWords,
  halfSpaceWords,
  learnedWords,
  sculptWords,
  kernelsWords,
] as const;

export type RefinementStep = (typeof refinementWords)[number]['id'];
export const refinementSteps: readonly RefinementStep[] = refinementWords.map(({ id }) => id);

/** The table of docs/methods.md 4, in markdown. */
export function refinementTable(kinds: readonly RefinementWords[]): string {
  const rows = kinds.map(({ id, hint, evidence }) => `| \`${id}\` | ${hint} | ${evidence} |`);
  return ['| step | edit | evidence |', '| --- | --- | --- |', ...rows].join('\n');
}
