/**
 * The tables and every version that they ever had. A published version is never edited: a change appends a version with
 * its `upgrade`, and the older ones stay so that any visitor's database can walk up step by step. What stands in a row is
 * the concern of `documents/`.
 */
import type { Table, Transaction } from 'dexie';
import type { CheckpointRow } from './documents/checkpoint';
import type { Stored } from './documents/document';
import type { MappingRow } from './documents/mapping';
import type { RawEntry } from './ledger-entry';
import type { AuditRow, DatasetRow, RewardRow, RunRow } from './types';

/** Who typed arrays belong to; they live and die with that row. */
export type Owner = `${'dataset' | 'run' | 'reward'}/${string}`;
export type ElementType = 'float32' | 'float64' | 'uint32' | 'uint8';

/** The arrays of one owner: how many elements, in how many chunks. */
export interface ManifestRow {
  readonly owner: Owner;
  readonly arrays: readonly {
    readonly name: string;
    readonly type: ElementType;
    readonly length: number;
    readonly chunks: number;
  }[];
}
export interface ChunkRow {
  readonly owner: Owner;
  readonly name: string;
  readonly index: number;
  readonly bytes: Uint8Array;
}
/** Number and hash of the newest ledger entry; one row, id 0. */
export interface LedgerHeadRow {
  readonly id: 0;
  readonly seq: number;
  readonly hash: string;
}

export interface Tables {
  readonly datasets: Table<Stored<DatasetRow>, string>;
  readonly manifests: Table<ManifestRow, Owner>;
  readonly chunks: Table<ChunkRow, [Owner, string, number]>;
  readonly runs: Table<Stored<RunRow>, string>;
  readonly checkpoints: Table<Stored<CheckpointRow>, [string, number]>;
  readonly rewards: Table<Stored<RewardRow>, string>;
  readonly audits: Table<Stored<AuditRow>, string>;
  readonly mappings: Table<Stored<MappingRow>, string>;
  readonly ledger: Table<RawEntry, number>;
  readonly ledgerHead: Table<LedgerHeadRow, number>;
}

export interface SchemaVersion {
  readonly version: number;
  /** Dexie's notation, primary key first; a version lists only the tables it changes. */
  readonly stores: Readonly<Record<string, string | null>>;
  /** Rewrites rows of the version before. Runs inside the upgrade transaction: all or nothing. */
  readonly upgrade?: (transaction: Transaction) => PromiseLike<void>;
}

export const schemaVersions: readonly SchemaVersion[] = [
  {
    version: 1,
    stores: {
      datasets: 'id, createdAt',
      manifests: 'owner',
      chunks: '[owner+name+index], owner',
      runs: 'id, datasetId, status',
      checkpoints: '[runId+member], runId',
      rewards: 'id, datasetId, createdAt',
      audits: 'rewardId',
      mappings: 'layoutKey',
      ledger: 'seq',
      ledgerHead: 'id',
    },
  },
];
