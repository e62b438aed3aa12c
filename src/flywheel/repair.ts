/**
 * Refinement of one batch: the kinds of repair in their order, each on what the ones before left, admitted within the
 * budget; then every new patch is attacked again within its reach (docs/methods.md 2, 4).
 */
import type { BudgetMeter, Patch } from '../reward/types';
import { attackPatch } from './local-attack';
import { withBatch } from './memory';
import { refiners } from './refinement';
import { admit, withEvidenceOf } from './refinement/admit';
import type { AttackProblem, AuditSettings, Flaw, PatchAttack, RepairContext } from './types';

/** Fresh queries within the reach of each patch; without a hit they bound its share of flaws by .05. */
const localQueries = 59;

export interface RepairParts {
  readonly problem: AttackProblem;
  readonly settings: AuditSettings;
  readonly iteration: number;
  /** Accepted flaws that this batch is to cover. */
  readonly flaws: readonly Flaw[];
  /** Raw rows [n × F] of every accepted flaw. */
  readonly known: Float64Array;
  readonly meter: BudgetMeter;
  readonly modelId: string;
}

export interface Repair {
  /** All patches with the batch in them. */
  readonly patches: readonly Patch[];
  /** The batch: new ones and those that replace one of the same id. */
  readonly batch: readonly Patch[];
  /** Accepted flaws that are still above the floor. */
  readonly left: readonly Flaw[];
}

/** @throws Cancelled */
export async function repair(parts: RepairParts): Promise<Repair> {
  const { problem, settings, iteration } = parts;
  const batch = new Map<string, Patch>();
  let patches = problem.patches;
  let left = parts.flaws;
  let made = 0;
  const taken = new Set(patches.map(({ id }) => id));
  const newId = () => {
    do made++;
    while (taken.has(`a${iteration}-${made}`));
    return `a${iteration}-${made}`;
  };
  for (const { id, title, propose } of refiners) {
    if (left.length === 0) break;
    if (!settings.kinds.includes(id)) continue;
    problem.task.report({
      label: `Refinement: ${title}`,
      done: settings.kinds.indexOf(id),
      total: settings.kinds.length,
    });
    await problem.task.breathe();
    const context: RepairContext = { ...parts, flaws: left, at: pointsOf(problem, left), patches, newId };
    const { admitted } = admit(await withEvidenceOf(await propose(context), context), context);
    for (const patch of admitted) batch.set(patch.id, patch);
    patches = withBatch(patches, admitted);
    left = await uncovered(problem, left, patches);
  }
  return { patches, batch: [...batch.values()], left };
}

/** Points at flaws, in their order. */
export function pointsOf(problem: AttackProblem, flaws: readonly Flaw[]) {
  const width = problem.space.features.length;
  const raw = new Float64Array(flaws.length * width);
  flaws.forEach((flaw, i) => raw.set(flaw.raw, i * width));
  return problem.points(raw, flaws.length);
}

/** Flaws that are above the floor under these patches. A score that is not a number is blocked, so it is covered. */
export async function uncovered(
  problem: AttackProblem,
  flaws: readonly Flaw[],
  patches: readonly Patch[],
): Promise<Flaw[]> {
  const { score } = await problem.scoresUnder(pointsOf(problem, flaws), patches);
  return flaws.filter((_, i) => score[i] > problem.floor);
}

/** Each patch of a batch under fresh queries within its reach. */
export async function attackBatch(
  problem: AttackProblem,
  batch: readonly Patch[],
  seed: number,
): Promise<PatchAttack[]> {
  const attacks: PatchAttack[] = [];
  for (const [place, patch] of batch.entries()) {
    problem.task.report({ label: 'Attacking each new patch', done: place, total: batch.length });
    attacks.push(await attackPatch(problem, patch, localQueries, seed));
    await problem.task.breathe();
  }
  return attacks;
}
