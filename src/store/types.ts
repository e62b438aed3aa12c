/** Rows and blobs that are kept between visits: plain data only, never anything reactive. Only this room knows Dexie. */
import type { Feature, Purpose } from '../demonstrations/demonstrations';
import type { Mapping } from '../demonstrations/mapping';
import type { EpisodeVideo } from '../demonstrations/table';
import type { Norm } from '../norms/norm';
import type { Patch } from '../reward/types';

export interface DatasetRow {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  /** SHA-256, hex, of the mapped data (names, roles, episodes, values). */
  readonly fingerprint: string;
  readonly rows: number;
  readonly episodes: number;
  readonly features: readonly Feature[];
  /** [features] texts that the codes of a feature stand for, null for numbers; absent in rows of early versions. */
  readonly labels?: readonly (readonly string[] | null)[];
  readonly mapping: Mapping;
  readonly purpose: Purpose;
  /** Films of its episodes by their path in the files; the films themselves are not kept. */
  readonly videos: readonly EpisodeVideo[];
  /** The data set that this one grew from when data was added; null when it was imported whole. */
  readonly parent: string | null;
  /** JSON of the quality report. */
  readonly report: unknown;
  readonly bytes: number;
  /** What the next training filters the demonstrations by (docs/methods.md 1.1, Phase 0); absent = nothing. */
  readonly norms?: readonly Norm[];
  readonly createdAt: string;
}

/** Named typed arrays that belong to one owner; stored in chunks of about 4 MiB. */
export type StoredArray = Float32Array | Float64Array | Uint32Array | Uint8Array;
export type Arrays = Readonly<Record<string, StoredArray>>;

export type RunStatus = 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface RunRow {
  readonly id: string;
  readonly datasetId: string;
  readonly status: RunStatus;
  /** JSON of the settings and of what is known so far. */
  readonly state: unknown;
  readonly rewardId: string | null;
  readonly updatedAt: string;
}

export interface RewardRow {
  readonly id: string;
  readonly name: string;
  /** null when it was opened from a file, or when its data set has been deleted. */
  readonly datasetId: string | null;
  /** JSON of everything but tensors: model, assessments, thresholds. */
  readonly document: unknown;
  readonly patches: readonly Patch[];
  /** Absent in rows of early versions: none. */
  readonly norms?: readonly Norm[];
  /** Number of autosaves, for two tabs on one reward. */
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What an autosave may change. */
export interface RewardChanges {
  readonly name?: string;
  readonly document?: unknown;
  readonly patches?: readonly Patch[];
  readonly norms?: readonly Norm[];
}

/** How often each cell of the basin was looked at, and what was found (docs/methods.md 5). */
export interface AuditCellsRow {
  readonly dims: number;
  /** [cells × dims] */
  readonly centroids: Float32Array;
  /** [cells] */
  readonly draws: Uint32Array;
  readonly flaws: Uint32Array;
}

/** The audit of one reward; it lives and dies with it. */
export interface AuditRow {
  readonly rewardId: string;
  /** JSON of the audit's memory and of Phase 0. */
  readonly document: unknown;
  /** null before the first audit. */
  readonly cells: AuditCellsRow | null;
  readonly updatedAt: string;
}

/** What happened, before the ledger numbers, dates and chains it. `payload` is plain JSON; actor defaults to `local`. */
export interface LedgerEvent {
  readonly kind: string;
  readonly payload: unknown;
  readonly actor?: string;
}

/** docs/methods.md 6: `prev` = SHA-256 of the canonical form of the entry before, 64 zeros first. */
export interface LedgerRow {
  readonly seq: number;
  readonly prev: string;
  readonly kind: string;
  readonly time: string;
  readonly actor: string;
  readonly payload: unknown;
}
