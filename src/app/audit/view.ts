/** An audit in words and as one picture. */
import type { AuditMemory } from '../../flywheel/memory';
import type { AuditPhase, AuditState, Convergence } from './types';

function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value.toPrecision(2)} %`;
}

/** What may be said after the last fresh attack, the fresh-flaw rate first (docs/methods.md 4). */
export function statementOf(convergence: Convergence | null): string {
  if (convergence === null) return 'Not attacked yet: nothing can be said about what is left.';
  const { freshFlawRate, distributions, searches, newKind, attempt, failed = [] } = convergence;
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

/** The picture of an audit that rests. */
export function stateOf(memory: AuditMemory, phase: AuditPhase): AuditState {
  return {
    phase,
    label: phase === 'done' ? 'A fresh attack found nothing new' : '',
    progress: NaN,
    iteration: memory.iterations.length,
    queries: memory.iterations.reduce((sum, { queries }) => sum + queries, 0),
    queriesPerSecond: 0,
    secondsSpent: memory.iterations.reduce((sum, { seconds }) => sum + seconds, 0),
    iterations: memory.iterations,
    batches: memory.batches,
    clusters: memory.queue,
    proposed: null,
    convergence: memory.convergence,
    statement: statementOf(memory.convergence),
    failure: null,
  };
}
