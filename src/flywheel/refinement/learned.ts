/**
 * Learned patches: one contrastive head for all flaws that other edits leave, against the good points (docs/methods.md 1.7). No
 * certificate covers it: unseen episodes say what it costs, and with too few of them a person does.
 */
import { headPatch } from '../../reward/patches/learned/contrastive-head';
import { trainTestedHead } from '../../reward/patches/learned/tested-head';
import { riskControl } from '../../reward/patches/risk-control';
import type { LearnedPatch } from '../../reward/types';
import type { RefinementWords, Refiner, RepairContext } from '../types';
import { harmlessBeside } from './harmless-beside';

/** There is one learned patch: a later one replaces it. */
export const learnedPatchId = 'learned';
/** Fewer flaws are left to kernels. */
export const fewestFlaws = 20;

export const learnedWords: RefinementWords<'learned'> = {
  id: 'learned',
  title: 'Learned patch',
  hint: 'A contrastive head that tells the flaws from good points.',
  evidence: 'tested',
};

export const learned: Refiner<'learned'> = {
  ...learnedWords,
  async propose(context) {
    const { problem, settings, flaws, modelId } = context;
    if (flaws.length < fewestFlaws || problem.basin.points.rows === 0) return [];
    const { points, episodes, folds, reward } = problem.basin;
    const bad = await openFlaws(context);
    const { seed } = settings;
    const harmless = await harmlessBeside(problem, bad, seed);
    const request = { dims: problem.dims, x: points.x, episodes, folds, reward, bad, harmless, seed };
    const { head, losses } = await trainTestedHead(request, problem.task);
    const { evidence, admittance } = riskControl(losses, settings.budget);
    if (admittance === 'refused') return [];
    const patch: LearnedPatch = { ...headPatch(head, learnedPatchId, modelId), evidence };
    return [patch];
  },
};

/** Every flaw so far that is above the floor without the learned patch: what masks cover need not be learned again. */
async function openFlaws({ problem, known, patches, at }: RepairContext): Promise<Float64Array> {
  const { dims, space, floor } = problem;
  const all = problem.points(known, known.length / space.features.length);
  const others = patches.filter(({ id }) => id !== learnedPatchId);
  const { score } = await problem.scoresUnder(all, others);
  const open = [...score.keys()].filter((row) => score[row] > floor);
  if (open.length === 0) return Float64Array.from(at.x);
  const x = new Float64Array(open.length * dims);
  open.forEach((row, i) => x.set(all.x.subarray(row * dims, (row + 1) * dims), i * dims));
  return x;
}
