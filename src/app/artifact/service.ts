/**
 * The downloaded file: packs a stored reward, and opens, verifies and stores one that was dropped in. A model that was trained
 * elsewhere comes in here, too. Runs in a worker.
 */
import { systemClock } from '../../basics/clock';
import { sha256 } from '../../basics/hash';
import { newIdentifier } from '../../basics/identifier';
import type { GenericSchema } from 'valibot';
import { ok, type Result } from '../../basics/result';
import { checkBy } from '../../basics/schema';
import type { Progress } from '../../basics/task';
import { blankMemory } from '../../flywheel/memory';
import { kMeans } from '../../gate/cells/k-means';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { openArtifact, packArtifact, type OpenedArtifact } from '../../release/artifact';
import { openForeignModel } from '../../release/foreign-model';
import { coverOf } from '../../reward/distance/cover';
import { decideUnder, openGate } from '../../gate/open-gate';
import { partsOfForeign } from './foreign-parts';
import { documentOf, loadReward, type LoadedReward, type RewardParts } from '../project/reward-document';
import { beginsLikeSafetensors } from './reward-file';
import type { LedgerEvent } from '../../store/types';
import type { PackedArtifact, Patch } from '../types';
import { ownAssessment, sharedAssessment } from '../../training/evaluation/assessment.schema';
import { mapResult, withStore } from '../worker/worker-store';

/** As many as there are audit cells. */
const mostCentroids = 256;

export class ArtifactWorkerService {
  pack(rewardId: string, onProgress: (progress: Progress) => void, leaveOut = false): Promise<Result<PackedArtifact>> {
    return withStore(async (store) => {
      onProgress({ label: 'Reading the reward', done: 0, total: 2 });
      const loaded = await loadReward(store, rewardId);
      if (!loaded.ok) return loaded;
      const { row, document, model, thresholds, assessment, outOfFold, norms } = loaded.value;
      const near = leaveOut ? withoutBasin(loaded.value) : loaded.value;
      const audit = await store.audits.get(rewardId);
      if (!audit.ok) return audit;
      const cells = audit.value?.cells ?? null;
      onProgress({ label: 'Writing and checking the file', done: 1, total: 2 });
      const packed = await packArtifact({
        name: row.name,
        model,
        patches: row.patches,
        basin: near.basin,
        cover: near.cover,
        outOfFold,
        thresholds,
        norms,
        cells,
        assessment,
        training: document.training,
        createdAt: document.madeAt,
        ranges: document.ranges,
        centre: document.centre,
        decide: decideUnder(openGate({ ...loaded.value, basin: near.basin }, cells)),
      });
      if (packed.ok) {
        const { fileName, sha256, id } = packed.value;
        await store.ledger.append('download', { reward: rewardId, file: fileName, sha256, id });
      }
      return packed;
    });
  }

  /** Id of the stored reward; one that was opened before is opened again as a copy of its own. */
  async open(file: File): Promise<Result<string>> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const now = new Date(systemClock.now()).toISOString();
    const opened = beginsLikeSafetensors(bytes) ? await openForeign(bytes, file.name, now) : await openOwn(bytes);
    if (!opened.ok) return opened;
    const { name, parts, patches, cells, eventOf } = opened.value;
    const { document, arrays } = documentOf(parts);
    const times = { revision: 0, createdAt: now, updatedAt: now };
    const norms = parts.norms ?? [];
    const row = { id: newIdentifier(), name, datasetId: null, document, patches, norms, ...times };
    // Without its cells an audited reward would be judged as if nobody had looked for flaws.
    const audit = cells && { audit: { document: { memory: blankMemory, phaseZero: null }, cells } };
    return withStore(async (store) =>
      mapResult(await store.rewards.add(row, arrays, eventOf(row.id), audit ?? {}), () => row.id),
    );
  }
}

/** What stays of the demonstrations in a file that is to carry none of them. */
function withoutBasin({ basin, cover }: LoadedReward): Pick<LoadedReward, 'basin' | 'cover'> {
  if (basin === null) return { basin, cover };
  return { basin: null, cover: coverOf(basin, kMeans(basin.points, basin.dims, mostCentroids, 0)) };
}

/** A reward that is to be stored, and what the ledger says of its file. */
interface Incoming {
  readonly name: string;
  readonly parts: RewardParts;
  readonly patches: readonly Patch[];
  readonly cells: AuditCells | null;
  readonly eventOf: (reward: string) => LedgerEvent;
}

async function openOwn(bytes: Uint8Array): Promise<Result<Incoming>> {
  const opened = await openArtifact(bytes);
  if (!opened.ok) return opened;
  const { name, patches, cells, id, sha256 } = opened.value;
  const parts = partsOf(opened.value);
  if (!parts.ok) return parts;
  const payload = { id, sha256, cells: cells && cells.draws.length };
  const eventOf = (reward: string): LedgerEvent => ({ kind: 'open', payload: { reward, ...payload } });
  return ok({ name, patches, cells, parts: parts.value, eventOf });
}

async function openForeign(bytes: Uint8Array<ArrayBuffer>, fileName: string, now: string): Promise<Result<Incoming>> {
  const opened = openForeignModel(bytes);
  if (!opened.ok) return opened;
  const name = opened.value.name ?? fileName.replace(/\.safetensors$/i, '');
  const parts = partsOfForeign(opened.value, name, now);
  const payload = { format: parts.training.dataset.format, sha256: await sha256(bytes) };
  const eventOf = (reward: string): LedgerEvent => ({ kind: 'open-foreign', payload: { reward, ...payload } });
  return ok({ name, parts, patches: [], cells: null, eventOf });
}

/** @returns `malformed` where the file's figures are not those of an assessment */
function partsOf(opened: OpenedArtifact): Result<RewardParts> {
  const { model, thresholds, norms, outOfFold, basin, cover, ranges, training, createdAt, selftest } = opened;
  const [assessment, own] = [figuresIn(opened, sharedAssessment), figuresIn(opened, ownAssessment)];
  if (!assessment.ok) return assessment;
  if (!own.ok) return own;
  return ok({
    model,
    families: [{ id: model.family, members: model.members, thresholds, outOfFold, own: own.value }],
    norms,
    basin,
    cover,
    ranges,
    centre: opened.centre ?? selftest.inputs[0],
    training,
    assessment: assessment.value,
    madeAt: createdAt,
  });
}

/** null where the reward was never assessed. */
function figuresIn<T>({ assessment }: OpenedArtifact, schema: GenericSchema<unknown, T>): Result<T | null> {
  if (assessment === null) return ok(null);
  return checkBy(schema, assessment, 'The assessment in this file', 'Nothing was stored. Download the file again.');
}
