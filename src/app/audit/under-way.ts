/** A run of the flywheel as its owner sees it: the worker that does it, its last picture, and what becomes of its proposals. */
import { fail, type Result } from '../../basics/result';
import type { ReviewVerdict } from '../../flywheel/types';
import type { LedgerEvent } from '../../store/types';
import { patchSetOf } from '../../release/ledger/patch-set';
import { leastDraws } from './cells';
import { loadedOf, type Draft } from '../project/draft';
import type { ProjectOwner } from '../project/owner';
import { deltasTo } from '../worker/deltas';
import type { WorkerClient } from '../worker/client';
import { mapResult } from '../worker/worker-store';
import type { AuditCoverage } from './coverage';
import type { AuditJob, AuditProposal, Propose } from './job';
import type { AuditMaterial } from './material';
import { neverRun, type LastRun } from './opened';
import type { AuditSettings, AuditState } from './types';
import { stateOf } from './view';

export type AuditWorker = WorkerClient<{ readonly audit: AuditJob }>;

export class RunUnderWay {
  /** The last picture of it. */
  state: AuditState;
  private base: Draft;

  constructor(
    private readonly owner: ProjectOwner,
    private readonly worker: AuditWorker,
    draft: Draft,
    readonly settings: AuditSettings,
  ) {
    this.base = draft;
    this.state = { ...stateOf(draft.memory, 'attacking', null), label: 'Opening the audit' };
  }

  /** Resolves when it has converged, was stopped, has made its iterations, or broke down. */
  async go(
    { basin, heldOut }: AuditMaterial,
    coverage: AuditCoverage,
    iterations: number,
    onState: (state: AuditState) => void,
  ): Promise<LastRun> {
    const { settings, base } = this;
    const { memory, cells } = base;
    const reward = loadedOf(base.reward);
    const tell = deltasTo(onState);
    const seen = (state: AuditState): void => {
      this.state = state;
      tell(state);
    };
    const snapshot = { reward, basin, heldOut, memory, cells, coverage, settings, iterations };
    try {
      const end = await this.worker.api.audit.run(snapshot, seen, this.propose);
      if (!end.ok) return { phase: 'failed', failure: end.failure };
      if (end.value === 'stopped') return { phase: 'stopped', failure: null };
      return end.value === 'converged' ? { phase: 'done', failure: null } : neverRun;
    } catch (error) {
      return { phase: 'failed', failure: broken(error).failure };
    } finally {
      this.worker.terminate();
    }
  }

  stop(): void {
    void this.worker.api.audit.stop().catch(() => undefined);
  }

  review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): Promise<void> {
    return this.worker.api.audit.review(clusterIds, verdict);
  }

  approve(yes: boolean): Promise<void> {
    return this.worker.api.audit.approve(yes);
  }

  /** Keeps what an iteration came to, unless something that it stands on has changed: a person is before a machine. */
  private readonly propose: Propose = (proposal) =>
    this.owner.command(async (store, now): ReturnType<Propose> => {
      if (isStale(this.base, now)) return stale();
      const kept = await this.owner.commit(store, changeOf(proposal), 'audit', {
        event: await entryOf(now.reward.row.id, proposal),
      });
      if (kept.ok) this.base = kept.value;
      return mapResult(kept, ({ cells }) => ({ cells }));
    });
}

/** A new name changes nothing that an audit stands on. */
function isStale(base: Draft, now: Draft): boolean {
  if (base.reward.scorer !== now.reward.scorer) return true;
  const of = ({ reward, memory }: Draft) => [reward.row.patches, reward.norms, reward.thresholds, memory];
  const known = of(base);
  return of(now).some((part, i) => part !== known[i] && JSON.stringify(part) !== JSON.stringify(known[i]));
}

function changeOf(proposal: AuditProposal) {
  if (proposal.kind === 'gap') return { cells: proposal.cells };
  const { memory, patches } = proposal;
  return { memory, patches };
}

async function entryOf(reward: string, proposal: AuditProposal): Promise<LedgerEvent> {
  if (proposal.kind === 'gap') {
    const { cells } = proposal;
    return { kind: 'audit-gap', payload: { reward, cells: cells.draws.length, leastDraws: leastDraws(cells) } };
  }
  const { memory, patches } = proposal;
  const iteration = memory.iterations.length;
  return { kind: 'audit-iteration', payload: { reward, iteration, patches: await patchSetOf(patches) } };
}

function stale(): Result<never> {
  return fail(
    'busy',
    'The reward was changed while the audit was at work on it, so what the audit proposed last was not kept.',
    'Your change is safe, and so is what earlier turns kept. Run the audit again to go on from there.',
  );
}

function broken(error: unknown) {
  return fail(
    'device',
    'The audit broke down before it was done.',
    'What its last whole turn kept is safe. Run it again to go on from there.',
    String(error),
  );
}
