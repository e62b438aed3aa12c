/** An audit that rests as one picture. */
import type { AuditMemory } from '../../flywheel/memory';
import { judgedClusters } from '../../flywheel/overruled';
import type { StandingView } from '../project/premise';
import type { AuditPhase, AuditState } from './types';

const silent = 'Not attacked yet: nothing can be said about what is left.';
/** Audits that were kept before statements named what they stand on. */
const unpremised = 'Out of date: it does not say what it was made for. Run the audit again.';

/** Number of the iteration whose batch took a cluster that a person had not accepted; null where none did, or it is undone. */
function overruledIn({ iterations, batches }: AuditMemory, id: string): number | null {
  const undone = new Set(batches.filter((batch) => batch.undone).map(({ iteration }) => iteration));
  const own = iterations.find(
    ({ number, overruled = [] }) => !undone.has(number) && overruled.some((cluster) => cluster.id === id),
  );
  return own?.number ?? null;
}

/** The picture of an audit that rests. */
export function stateOf(memory: AuditMemory, phase: AuditPhase, standing: StandingView | null): AuditState {
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
    judged: judgedClusters(memory).map((cluster) => ({ cluster, overruledIn: overruledIn(memory, cluster.id) })),
    proposed: null,
    convergence: memory.convergence,
    standing,
    statement: standing?.text ?? (memory.convergence === null ? silent : unpremised),
    failure: null,
  };
}
