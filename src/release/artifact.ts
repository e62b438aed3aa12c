/**
 * What a downloaded reward holds (docs/methods.md 10): the input of `packArtifact` and what `openArtifact` gives back. Both are
 * pure: they know no store and no clock.
 */
import type { Thresholds } from '../gate/thresholds';
import type { AuditCells } from '../gate/cells/audit-cells';
import type { MonitorModels } from '../gate/monitor/gate-monitor';
import type { Decide } from '../gate/open-gate';
import type { AuditStatement, PremisePart } from '../gate/statement/statement';
import type { Norm } from '../norms/norm';
import type { Cover } from '../reward/distance/cover';
import type { Selftest } from './selftest';
import type { Basin, OutOfFoldEpisode, Patch, RewardModel } from '../reward/types';

/** The data set that a reward was trained on, by name only; its points travel in the basin. */
export interface TrainedOn {
  readonly name: string;
  readonly format: string;
  /** SHA-256 of the mapped data. */
  readonly fingerprint: string;
  readonly rows: number;
  readonly episodes: number;
}

/** How the reward came about. `settings` and further fields are plain JSON, NaN and infinities allowed. */
export interface TrainingRecord {
  readonly settings: object;
  readonly device: string;
  readonly seconds: number;
  readonly dataset: TrainedOn;
  readonly samplesPerSecond?: number;
  readonly validationError?: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Everything that the first browser knew about a reward. */
export interface ArtifactContent {
  readonly name: string;
  readonly model: RewardModel;
  readonly patches: readonly Patch[];
  /** null = left out, then the reward is not re-measurable. */
  readonly basin: Basin | null;
  /** Stands for a basin that was left out; absent or null = nothing does, and everything is blocked. */
  readonly cover?: Cover | null;
  readonly outOfFold: readonly OutOfFoldEpisode[];
  /** Models of motion; absent or null = none were trained. */
  readonly monitor?: MonitorModels | null;
  readonly thresholds: Thresholds;
  readonly norms: readonly Norm[];
  /** How often each cell of the tube was looked at; null = not audited. */
  readonly cells: AuditCells | null;
  /** `Assessment` of the services, or any plain JSON; NaN and infinities allowed. */
  readonly assessment: unknown;
  readonly training: TrainingRecord;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Observed range of each raw feature, [F]. */
  readonly ranges: readonly Range[];
  /** Median demonstration in raw units, [F]: where the first picture goes through. */
  readonly centre?: readonly number[];
  /** What its audit states, and whether that holds for what is in the file; absent or null = nothing is stated. */
  readonly audit?: StatedAudit | null;
}

/** A statement with what had changed since it was made when the file was packed. */
export interface StatedAudit {
  readonly statement: AuditStatement;
  readonly stale: readonly PremisePart[];
}

export interface ArtifactInput extends ArtifactContent {
  readonly decide: Decide;
}

/** A file, ready to be saved. `sha256` is of the bytes, `id` of the manifest. */
export interface PackedFile {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly id: string;
}

export interface OpenedArtifact extends ArtifactContent {
  /** SHA-256 of the manifest. */
  readonly id: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly selftest: Selftest;
  /** The card, Markdown. */
  readonly card: string;
  /** model.sig and approvals/, by name: not covered by the manifest, and not checked here. */
  readonly signatures: ReadonlyMap<string, Uint8Array>;
}

export type { Selftest } from './selftest';
export { packArtifact } from './pack-artifact';
export { openArtifact } from './open-artifact';
export { patchModelId } from './model-part';
