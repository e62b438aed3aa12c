/** Rows and blobs that are kept between visits: plain data only, never anything reactive. Only this room knows Dexie. */
import type { AuditCells } from '../gate/cells/audit-cells';
import type { LedgerKind, LedgerPayload } from '../release/ledger/events.schema';
import type { RewardRow } from './documents/reward';

export type { LedgerEvent, LedgerKind, LedgerPayload } from '../release/ledger/events.schema';
export type { AuditDocument, AuditRow } from './documents/audit';
export type { DatasetRow } from './documents/dataset';
export type { RewardDocument, RewardRow } from './documents/reward';
export type { RunPlan, RunRow } from './documents/run';

/** Named typed arrays that belong to one owner; stored in chunks of about 4 MiB. */
export type StoredArray = Float32Array | Float64Array | Uint32Array | Uint8Array;
export type Arrays = Readonly<Record<string, StoredArray>>;

/** What an autosave may change. */
export type RewardChanges = Partial<Pick<RewardRow, 'name' | 'document' | 'patches' | 'norms'>>;

/** How often each cell of the basin was looked at, and what was found (docs/methods.md 5). */
export type AuditCellsRow = AuditCells;

interface Entry<Kind extends LedgerKind> {
  readonly seq: number;
  readonly prev: string;
  readonly kind: Kind;
  readonly time: string;
  readonly actor: string;
  readonly payload: LedgerPayload<Kind>;
}

/** docs/methods.md 6: `prev` = SHA-256 of the canonical form of the entry before, 64 zeros first. */
export type LedgerRow = { readonly [Kind in LedgerKind]: Entry<Kind> }[LedgerKind];
