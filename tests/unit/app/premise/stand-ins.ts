/** Stand-ins for the jobs of a tab: an audit that states what it was told to, and a packing that keeps what it was given. */
import { statementAfter } from '../../../../src/app/audit/statement';
import type { AuditJob, AuditSnapshot } from '../../../../src/app/audit/job';
import type { AuditWorker } from '../../../../src/app/audit/under-way';
import type { PackingSnapshot } from '../../../../src/app/artifact/packing';
import { openReward } from '../../../../src/app/project/open-reward';
import { ok } from '../../../../src/basics/result';
import type { AuditMemory } from '../../../../src/flywheel/memory';
import type { Convergence, DamageReport } from '../../../../src/flywheel/types';
import type { Norm } from '../../../../src/norms/norm';
import type { Patch } from '../../../../src/reward/types';
import type { JobFacets } from '../../../../src/app/worker/job-facets';
import type { WorkerClient } from '../../../../src/app/worker/client';

/** Everything that a statement is about, by value. */
export interface Subject {
  readonly norms: readonly Norm[];
  readonly patches: readonly Patch[];
  readonly family: string;
  readonly fingerprint: string;
}

export const subjectText = ({ norms, patches, family, fingerprint }: Subject): string =>
  JSON.stringify([norms, patches, family, fingerprint]);

const figures = { rows: 0, max: 0, mean: 0, p99: 0 };
const damage: DamageReport = {
  basin: figures,
  heldOut: null,
  offSample: { ...figures, shareOverBudget: 0 },
  certificate: { epsilon: 1, certified: 0, limit: 0.1, over: 0 },
  patches: [],
  changedEpisodes: [],
};

export class StandIns {
  /** What the statement of each attempt was made for. Attempts are numbered over all rewards. */
  readonly stated = new Map<number, string>();
  readonly packed: PackingSnapshot[] = [];
  /** What the next audit is to add to the patches; null = nothing. */
  adds: Patch | null = null;
  /** Happens in the middle of the next audit, once. */
  midway: () => Promise<unknown> = () => Promise.resolve();

  readonly startJob = (): WorkerClient<JobFacets> => {
    const audit: Pick<AuditJob, 'run' | 'stop'> = { run: this.run, stop: () => Promise.resolve() };
    const packing = {
      pack: (snapshot: PackingSnapshot) => {
        this.packed.push(snapshot);
        return Promise.resolve(ok({ fileName: 'a.reward.zip', bytes: new Uint8Array(), sha256: '', id: '' }));
      },
    };
    return { api: { audit, packing }, terminate: () => undefined } as unknown as WorkerClient<JobFacets> & AuditWorker;
  };

  private readonly run: AuditJob['run'] = async (snapshot, _onState, propose) => {
    const opened = await openReward(snapshot.reward);
    if (!opened.ok) return opened;
    const { row } = snapshot.reward;
    const added = this.adds;
    const patches = added === null ? row.patches : [...row.patches.filter(({ id }) => id !== added.id), added];
    await this.midway();
    this.midway = () => Promise.resolve();
    const number = this.stated.size + 1;
    const convergence = convergenceOf(number);
    const { coverage, settings } = snapshot;
    const { memory: before } = snapshot;
    const attacked = { reward: opened.value, coverage, patches, settings, memory: before };
    const statement = await statementAfter(convergence, attacked);
    const subject = {
      ...{ norms: snapshot.reward.norms, patches, family: snapshot.reward.document.family },
      fingerprint: snapshot.reward.document.training.dataset.fingerprint,
    };
    this.stated.set(number, subjectText(subject));
    const memory = { ...remembered(snapshot, patches), attempts: number, convergence, statement };
    const kept = await propose({ kind: 'iteration', memory, patches });
    opened.value.scorer.dispose();
    return kept.ok ? ok('converged') : kept;
  };
}

function convergenceOf(attempt: number): Convergence {
  const box = { strategy: 'box', name: 'uniform in the audited box', draws: 100, hits: 0, bound: 0.1 } as const;
  return { attempt, distributions: [box], searches: [], newKind: null, freshFlawRate: null };
}

function remembered({ memory, reward, settings }: AuditSnapshot, patches: readonly Patch[]): AuditMemory {
  const before = new Set(reward.row.patches);
  const added = patches.filter((patch) => !before.has(patch)).map(({ id }) => id);
  const replaced = reward.row.patches.filter(({ id }) => added.includes(id));
  const batch = { iteration: memory.batches.length + 1, added, replaced, undone: false, damage, attacks: [] };
  return { ...memory, settings, batches: [...memory.batches, batch] };
}
