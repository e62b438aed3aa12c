/**
 * Latent and sculpted edits are tested before anybody lets them in (docs/methods.md 4): (Σ_j ℓ_j + 1)/(J + 1) ≤ L over the episodes
 * of the folds, all such edits together, so that many small harms are not one large one.
 */
import { isEnabled } from '../../reward/patches/patch';
import { riskControl } from '../../reward/patches/risk-control';
import type { Patch, PatchEvidence } from '../../reward/types';
import { effectOf } from '../../reward/patches/patch-effect';
import type { GoodPoints } from '../types';
import { editLosses, type ScoreUnder } from './edit-losses';

export interface EditTest {
  readonly basin: GoodPoints;
  readonly score: ScoreUnder;
  /** L */
  readonly limit: number;
}

export type TestedEdits =
  | { readonly patches: readonly Patch[]; readonly refused: null }
  /** Expected mean loss of an unseen episode, above L. */
  | { readonly patches: null; readonly refused: number };

/** True for edits whose harm to good points only a test can tell; a learned one is tested as it is trained. */
export function needsTest({ space }: Patch): boolean {
  return space === 'latent' || space === 'sculpt';
}

/** The patches after a change, their new edits with the evidence for them. Those that were on before keep theirs. */
export async function testedEdits(
  { basin, score, limit }: EditTest,
  before: readonly Patch[],
  after: readonly Patch[],
): Promise<TestedEdits> {
  const known = paired(before, after);
  const isNew = (patch: Patch): boolean => needsTest(patch) && isEnabled(patch) && !known.has(patch);
  const withEvidence = (patch: Patch, evidence: PatchEvidence | undefined): Patch =>
    evidence ? { ...patch, evidence } : patch;
  const kept = (patch: Patch): Patch => withEvidence(patch, known.get(patch)?.evidence);
  if (!after.some(isNew)) return { patches: after.map(kept), refused: null };
  const certified = after.filter((patch) => !needsTest(patch));
  const { evidence, admittance } = riskControl(await editLosses(basin, score, certified, after), limit);
  if (admittance === 'refused') return { patches: null, refused: evidence.bound ?? 1 };
  return { patches: after.map((patch) => (isNew(patch) ? withEvidence(patch, evidence) : kept(patch))), refused: null };
}

/** The edit of before that each one is; two that do the same are two. */
function paired(before: readonly Patch[], after: readonly Patch[]): ReadonlyMap<Patch, Patch> {
  const free = before.filter((patch) => needsTest(patch) && isEnabled(patch));
  const pairs = new Map<Patch, Patch>();
  for (const patch of after) {
    if (!needsTest(patch)) continue;
    const effect = effectOf(patch);
    const at = free.findIndex((held) => effectOf(held) === effect);
    if (at >= 0) pairs.set(patch, free.splice(at, 1)[0]);
  }
  return pairs;
}
