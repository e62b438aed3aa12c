/** A store in memory, as far as the owner of the open reward asks it: one for all tabs, with the stored revision between them. */
import { fail, ok, type Result } from '../../../../src/basics/result';
import type { Store } from '../../../../src/store/store';
import type { Arrays, AuditRow, DatasetRow, RewardRow } from '../../../../src/store/types';

export class MemoryStore {
  readonly rewards = new Map<string, { row: RewardRow; readonly arrays: Arrays }>();
  readonly datasets = new Map<string, { row: DatasetRow; readonly arrays: Arrays }>();
  readonly audits = new Map<string, AuditRow>();

  /** The parts of a store that are asked; what else is asked of it is an error. */
  readonly store = {
    rewards: {
      get: (id: string) => found(this.rewards.get(id)?.row),
      arrays: (id: string) => found(this.rewards.get(id)?.arrays),
    },
    datasets: {
      get: (id: string) => found(this.datasets.get(id)?.row),
      arrays: (id: string) => found(this.datasets.get(id)?.arrays),
    },
    audits: {
      get: (id: string) => Promise.resolve(ok(this.audits.get(id) ?? null)),
      keep: (
        id: string,
        audit: Pick<AuditRow, 'document' | 'cells'>,
        changes: Partial<RewardRow>,
        revision: number,
      ): Promise<Result<{ revision: number }>> => {
        const held = this.rewards.get(id);
        if (held === undefined) return found<{ revision: number }>(undefined);
        if (held.row.revision !== revision) return Promise.resolve(fail('elsewhere', 'Changed elsewhere.', 'Look.'));
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        held.row = structuredClone({ ...held.row, ...given, revision: revision + 1 });
        this.audits.set(id, structuredClone({ rewardId: id, ...audit, updatedAt: '' }));
        return Promise.resolve(ok({ revision: revision + 1 }));
      },
    },
    ledger: { append: () => Promise.resolve(ok(null)) },
  } as unknown as Store;
}

function found<T>(value: T | undefined): Promise<Result<T>> {
  return Promise.resolve(value === undefined ? fail('not-found', 'It is gone.', 'Look elsewhere.') : ok(value));
}
