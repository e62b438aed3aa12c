/**
 * Who gets into a batch (docs/methods.md 2, 4): a patch that is valid, that only takes, that keeps S_ε ≤ L at every basin point over
 * all kernels of all batches, and whose evidence suffices for who approves.
 */
import { certifiedSuppression } from '../../reward/patches/certificate';
import { validatePatch } from '../../reward/patches/patch-rules';
import type { Patch, PatchEvidence } from '../../reward/types';
import { withBatch } from '../memory';
import type { RepairContext } from '../types';
import { needsTest, testedEdits } from './tested';

export interface Admission {
  readonly admitted: readonly Patch[];
  readonly refused: readonly { readonly id: string; readonly why: string }[];
}

/** Sums taken in another order must not pass the limit. */
const slack = 1e-10;

/**
 * Latent edits of a refiner with the evidence for each, beside the patches of now; what fails its test is left out. Sculpted
 * and learned ones come with theirs.
 */
export async function withEvidenceOf(proposed: readonly Patch[], context: RepairContext): Promise<readonly Patch[]> {
  const { problem, patches, settings } = context;
  const test = { basin: problem.basin, score: problem.scoresUnder, limit: settings.budget };
  let held = patches;
  const kept: Patch[] = [];
  for (const patch of proposed) {
    const beside = withBatch(held, [patch]);
    const tested = patch.space === 'latent' ? await testedEdits(test, held, beside) : { patches: beside };
    if (tested.patches === null) continue;
    held = tested.patches;
    kept.push(held.find(({ id }) => id === patch.id) ?? patch);
  }
  return kept;
}

/**
 * Judges patches one after the other, each beside those that got in before it. A patch of a known id replaces that one.
 * The certificate covers input kernels and masks, which come out as *certified*; others keep the evidence that they carry.
 */
export function admit(proposed: readonly Patch[], context: RepairContext): Admission {
  const gate = new Gate(context);
  const admitted: Patch[] = [];
  const refused: { id: string; why: string }[] = [];
  for (const patch of proposed) {
    const why = gate.refusal(patch);
    if (why === null) admitted.push(withEvidence(patch));
    else refused.push({ id: patch.id, why });
  }
  return { admitted, refused };
}

class Gate {
  private readonly limit: number;
  private readonly epsilon: number;
  /** S_ε at each basin point with what got in so far. */
  private readonly spent: Float64Array;
  private readonly held: Map<string, Patch>;

  constructor(private readonly context: RepairContext) {
    const { problem, patches, meter } = context;
    ({ limit: this.limit, epsilon: this.epsilon } = meter.measure([]));
    this.spent = certifiedSuppression(patches, problem.basin.points, this.epsilon);
    this.held = new Map(patches.map((patch) => [patch.id, patch]));
  }

  /** Why a patch stays out, a sentence; null lets it in and pays for it. */
  refusal(patch: Patch): string | null {
    const { problem, settings } = this.context;
    const { features } = problem.space;
    // What an expert may become depends on the model, which only whoever sculpts it, or looks into it, holds.
    if (!needsTest(patch)) {
      const valid = validatePatch(patch, { dims: problem.dims, rawFeatures: features.length, features, members: [] });
      if (!valid.ok) return valid.failure.message;
    }
    if (patch.kind === 'raise') return 'A repair takes reward away; it gives none.';
    const { status, bound } = withEvidence(patch).evidence;
    if (status === 'tested' && !((bound ?? 1) <= this.limit)) {
      return `It would take more than ${this.limit} from an unseen episode.`;
    }
    if (status === 'untested' && settings.approval === 'automatic') {
      return 'Too few episodes to test it on: only a person may let it in.';
    }
    return this.pays(patch) ? null : `It would take more than ${this.limit} from a good point.`;
  }

  private pays(patch: Patch): boolean {
    const { spent, held, limit } = this;
    const points = this.context.problem.basin.points;
    const before = held.get(patch.id);
    const gone = before && certifiedSuppression([before], points, this.epsilon);
    const taken = certifiedSuppression([patch], points, this.epsilon);
    const after = spent.map((sum, row) => sum + taken[row] - (gone?.[row] ?? 0));
    if (after.some((sum, row) => taken[row] > 0 && !(sum <= limit * (1 - slack)))) return false;
    spent.set(after);
    held.set(patch.id, patch);
    return true;
  }
}

/** Input kernels and masks are what the certificate is about. */
function withEvidence(patch: Patch): Patch & { readonly evidence: PatchEvidence } {
  if (patch.space === 'input' || patch.space === 'mask') return { ...patch, evidence: { status: 'certified' } };
  return { ...patch, evidence: patch.evidence ?? { status: 'untested' } };
}
