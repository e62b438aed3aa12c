/** What an audit remembers between iterations and visits; plain data. */
import type { AuditStatement } from '../gate/statement/statement';
import type { Patch } from '../reward/types';
import { defaultAudit } from './default-audit';
import type { CoveredCluster, OverruledCluster } from './overruled';
import type { AuditSettings, Convergence, DamageReport, Flaw, FlawCluster, Iteration, PatchAttack } from './types';

/** A batch of patches as it was put in, so that it can be taken back. */
export interface AuditBatch {
  readonly iteration: number;
  /** Ids that it added. */
  readonly added: readonly string[];
  /** Patches that it replaced, whole: what undoing brings back. */
  readonly replaced: readonly Patch[];
  readonly undone: boolean;
  readonly damage: DamageReport;
  readonly attacks: readonly PatchAttack[];
}

/** What a batch would do, before a person lets it in. */
export interface ProposedBatch {
  readonly iteration: number;
  readonly patches: readonly Patch[];
  readonly damage: DamageReport;
  /** Accepted flaws that it covers, of how many. */
  readonly covers: number;
  readonly flaws: number;
  /** What it is for: accepted clusters, the largest first. */
  readonly clusters: readonly CoveredCluster[];
  /** What it takes although a person rejected it, or could not say. */
  readonly overrules: readonly OverruledCluster[];
}

export interface AuditMemory {
  readonly settings: AuditSettings;
  readonly iterations: readonly Iteration[];
  readonly batches: readonly AuditBatch[];
  /** Every accepted flaw, covered or not. */
  readonly known: readonly Flaw[];
  /** Rejected clusters: they do not return in the same form. */
  readonly rejected: readonly FlawCluster[];
  /** Inconclusive or abstained: a person's queue. */
  readonly queue: readonly FlawCluster[];
  /** Attacks that a statement was made after; α_j spends .05 over them. */
  readonly attempts: number;
  readonly convergence: Convergence | null;
  /** Iterations that were done when the last statement was made; absent = none was. */
  readonly statedAfter?: number;
  /** What was stated last, with what it covers and stands on; absent = nothing was, or what came with a file says nothing. */
  readonly statement?: AuditStatement;
}

export const blankMemory: AuditMemory = {
  settings: defaultAudit,
  iterations: [],
  batches: [],
  known: [],
  rejected: [],
  queue: [],
  attempts: 0,
  convergence: null,
};

/** Patches after a batch: those of the same id are replaced in place, others follow. */
export function withBatch(patches: readonly Patch[], batch: readonly Patch[]): readonly Patch[] {
  const byId = new Map(batch.map((patch) => [patch.id, patch]));
  const kept = patches.map((patch) => byId.get(patch.id) ?? patch);
  const known = new Set(patches.map(({ id }) => id));
  return [...kept, ...batch.filter(({ id }) => !known.has(id))];
}

/** Patches without a batch: what it added goes, what it replaced comes back. */
export function withoutBatch(patches: readonly Patch[], { added, replaced }: AuditBatch): readonly Patch[] {
  const gone = new Set(added);
  const before = new Map(replaced.map((patch) => [patch.id, patch]));
  return patches.flatMap((patch) => before.get(patch.id) ?? (gone.has(patch.id) ? [] : patch));
}
