/** What may be said after a fresh attack, with what it covers and what it stands on (docs/methods.md 4). */
import { systemClock } from '../../basics/clock';
import type { AuditStatement } from '../../gate/statement/statement';
import type { AuditMemory } from '../../flywheel/memory';
import type { Patch } from '../../reward/types';
import type { OpenReward } from '../project/open-reward';
import { premiseNow } from '../project/premise';
import { statedCoverage, type AuditCoverage } from './coverage';
import type { AuditSettings, Convergence } from './types';

function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value.toPrecision(2)} %`;
}

/** What was found and bounded, the fresh-flaw rate first. */
export function saidOf({ freshFlawRate, distributions, searches, newKind, attempt, failed = [] }: Convergence): string {
  const fresh =
    freshFlawRate === null
      ? 'The fresh attack gave no point at which the reward could be wrong, with or without patches.'
      : `Of fresh flaws of the same generators, ${percent(freshFlawRate.value)} are still above the floor (95 % interval ${percent(freshFlawRate.low)} to ${percent(freshFlawRate.high)}).`;
  const bounds = distributions.flatMap(({ name, draws, bound }) =>
    bound === null
      ? []
      : [`at most ${percent(bound)} of “${name}” (${draws.toLocaleString('en')} draws without a hit)`],
  );
  const missed = searches.filter(({ hits }) => hits === 0).reduce((sum, { queries }) => sum + queries, 0);
  return [
    fresh,
    bounds.length > 0 ? `Attempt ${attempt}: flaws make up ${bounds.join('; ')}.` : '',
    missed > 0 ? `Adaptive searches: not found in ${missed.toLocaleString('en')} queries.` : '',
    failed.length > 0
      ? `Broke down, so that nothing is known of what they would have found: ${failed.join(', ')}.`
      : '',
    newKind === null ? '' : `Chance that the next flaw is of a new kind: ${percent(newKind)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What the repairs took although a person had rejected it, or could not say. */
function overruledSentence({ iterations, batches }: AuditMemory): string[] {
  const undone = new Set(batches.filter((batch) => batch.undone).map(({ iteration }) => iteration));
  const kept = iterations.filter(({ number }) => !undone.has(number)).flatMap(({ overruled = [] }) => overruled);
  const clusters = new Set(kept.map(({ id }) => id)).size;
  if (clusters === 0) return [];
  const who = `${clusters} ${clusters === 1 ? 'cluster' : 'clusters'} that a person rejected or could not judge`;
  return [`${who} ${clusters === 1 ? 'is' : 'are'} suppressed all the same.`];
}

/** What was attacked, and how. */
export interface Attacked {
  readonly reward: OpenReward;
  readonly coverage: AuditCoverage;
  readonly patches: readonly Patch[];
  readonly settings: AuditSettings;
  readonly memory: AuditMemory;
}

/** Bounds are about rules that were attacked: where none was, none is stated. */
export async function statementAfter(
  convergence: Convergence,
  { reward, coverage, patches, settings, memory }: Attacked,
): Promise<AuditStatement> {
  const { floor, box, budget, queries, seed } = settings;
  const { dial, uMax } = reward.thresholds;
  return {
    coverage: await statedCoverage(coverage, reward, patches, floor),
    said: [
      coverage.attacked.length === 0
        ? `Attempt ${convergence.attempt}: no rule was attacked at points, so nothing is bounded.`
        : saidOf(convergence),
      ...overruledSentence(memory),
    ].join(' '),
    premise: {
      ...(await premiseNow(reward, patches)),
      settings: { floor, box, budget, queries, seed, uMax: dial > 0 && Number.isFinite(uMax) ? uMax : null },
      date: new Date(systemClock.now()).toISOString().slice(0, 10),
    },
  };
}
