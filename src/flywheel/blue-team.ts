/**
 * Blue team (docs/methods.md 4): what a set of patches costs the good, on the basin, on held-out demonstrations and between them;
 * what each new patch changes; and which episodes are now treated otherwise.
 */
import type { BudgetMeter, Patch } from '../reward/types';
import { damageFigures, damageOf } from './damage';
import { FootprintMeter } from './footprint';
import { tubeDamage } from './tube-damage';
import type { AttackProblem, AuditSettings, DamageFigures, DamageReport, GoodPoints } from './types';

/** Points of the tube, unless another number is asked for. */
const offSamplePoints = 200_000;
/** Backends agree to 1e-4: a loss of L and no more is not over it on any of them. */
const agreement = 1e-4;
/** Patches measured between two breaths. */
const patchesAtOnce = 16;

export interface DamageParts {
  readonly problem: AttackProblem;
  /** Patches that were there before: footprints and changed episodes are about what is new. */
  readonly before: readonly Patch[];
  readonly after: readonly Patch[];
  readonly meter: BudgetMeter;
  readonly settings: AuditSettings;
  /** Most restrictive enforcement action of each basin episode, in the order of their first frames. */
  actionsOf(patches: readonly Patch[]): Promise<readonly string[]>;
  /** Default 200 000. */
  readonly offSample?: number;
}

/** @throws Cancelled */
export async function damageReport(parts: DamageParts): Promise<DamageReport> {
  const { problem, after, meter, settings, offSample = offSamplePoints } = parts;
  const { epsilon, certified, limit, over } = meter.measure(after);
  const tube = await tubeDamage(problem, after, offSample, settings.seed);
  const overBudget = tube.reduce((count, damage) => count + Number(damage > settings.budget + agreement), 0);
  return {
    basin: await figuresAt(problem, problem.basin, after),
    heldOut: problem.heldOut && (await figuresAt(problem, problem.heldOut, after)),
    offSample: { ...damageFigures(tube), shareOverBudget: tube.length === 0 ? 0 : overBudget / tube.length },
    certificate: { epsilon, certified, limit, over },
    patches: await footprints(parts),
    changedEpisodes: await changedEpisodes(parts),
  };
}

async function figuresAt(
  problem: AttackProblem,
  { points, reward }: GoodPoints,
  patches: readonly Patch[],
): Promise<DamageFigures> {
  if (points.rows === 0) return damageFigures(new Float64Array(0));
  return damageFigures(damageOf(reward, await problem.scoresUnder(points, patches)));
}

/** Of the patches that are new or were changed. */
async function footprints({ problem, before, after, settings }: DamageParts): Promise<DamageReport['patches']> {
  const known = new Set(before);
  const fresh = after.filter((patch) => !known.has(patch));
  if (fresh.length === 0) return [];
  const meter = new FootprintMeter(problem, settings.seed);
  const measured: DamageReport['patches'][number][] = [];
  for (const patch of fresh) {
    if (measured.length % patchesAtOnce === 0) await problem.task.breathe();
    const evidence = patch.evidence ?? { status: 'untested' };
    measured.push({ id: patch.id, evidence, footprint: await meter.measure(patch) });
  }
  return measured;
}

async function changedEpisodes({
  problem,
  before,
  after,
  actionsOf,
}: DamageParts): Promise<DamageReport['changedEpisodes']> {
  if (before.length === after.length && before.every((patch, i) => patch === after[i])) return [];
  const [then, now] = [await actionsOf(before), await actionsOf(after)];
  const { episodes } = problem.basin;
  const starts = [...episodes.keys()].filter((row) => row === 0 || episodes[row] !== episodes[row - 1]);
  return starts.flatMap((row, i) =>
    then[i] === now[i] ? [] : [{ episode: episodes[row], before: then[i], after: now[i] }],
  );
}
