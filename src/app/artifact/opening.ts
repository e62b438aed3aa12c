/** Opens, verifies and stores a reward file that was dropped in; a model that was trained elsewhere, too. Runs in a job worker. */
import { systemClock } from '../../basics/clock';
import { sha256 } from '../../basics/hash';
import { newIdentifier } from '../../basics/identifier';
import type { GenericSchema } from 'valibot';
import { ok, type Result } from '../../basics/result';
import { checkBy } from '../../basics/schema';
import { blankMemory } from '../../flywheel/memory';
import type { AuditStatement } from '../../gate/statement/statement';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { openArtifact, type OpenedArtifact } from '../../release/artifact';
import { openForeignModel } from '../../release/foreign-model';
import { partsOfForeign } from './foreign-parts';
import { documentOf, type RewardParts } from '../project/reward-document';
import { beginsLikeSafetensors } from './reward-file';
import type { LedgerEvent } from '../../store/types';
import { ownAssessment, sharedAssessment } from '../../training/evaluation/assessment.schema';
import type { ArtifactService, Patch } from '../types';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';

export class ArtifactOpening implements Served<Pick<ArtifactService, 'open'>> {
  /** Id of the stored reward; one that was opened before is opened again as a copy of its own. */
  async open(file: File): Promise<Result<string>> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const now = new Date(systemClock.now()).toISOString();
    const opened = beginsLikeSafetensors(bytes) ? await openForeign(bytes, file.name, now) : await openOwn(bytes);
    if (!opened.ok) return opened;
    const { name, parts, patches, cells, statement, eventOf } = opened.value;
    const { document, arrays } = documentOf(parts);
    const times = { revision: 0, createdAt: now, updatedAt: now };
    const norms = parts.norms ?? [];
    const row = { id: newIdentifier(), name, datasetId: null, document, patches, norms, ...times };
    // Without its cells an audited reward would be judged as if nobody had looked for flaws.
    const memory = statement === null ? blankMemory : { ...blankMemory, statement };
    const audit = (cells ?? statement) && { audit: { document: { memory, phaseZero: null }, cells } };
    return withStore(async (store) =>
      mapResult(await store.rewards.add(row, arrays, eventOf(row.id), audit ?? {}), () => row.id),
    );
  }
}

/** A reward that is to be stored, and what the ledger says of its file. */
interface Incoming {
  readonly name: string;
  readonly parts: RewardParts;
  readonly patches: readonly Patch[];
  readonly cells: AuditCells | null;
  /** What its audit states; whether that holds is asked of what was opened, not of the file. */
  readonly statement: AuditStatement | null;
  readonly eventOf: (reward: string) => LedgerEvent;
}

async function openOwn(bytes: Uint8Array): Promise<Result<Incoming>> {
  const opened = await openArtifact(bytes);
  if (!opened.ok) return opened;
  const { name, patches, cells, audit, id, sha256 } = opened.value;
  const parts = partsOf(opened.value);
  if (!parts.ok) return parts;
  const payload = { id, sha256, cells: cells && cells.draws.length };
  const eventOf = (reward: string): LedgerEvent => ({ kind: 'open', payload: { reward, ...payload } });
  return ok({ name, patches, cells, statement: audit?.statement ?? null, parts: parts.value, eventOf });
}

async function openForeign(bytes: Uint8Array<ArrayBuffer>, fileName: string, now: string): Promise<Result<Incoming>> {
  const opened = openForeignModel(bytes);
  if (!opened.ok) return opened;
  const name = opened.value.name ?? fileName.replace(/\.safetensors$/i, '');
  const parts = partsOfForeign(opened.value, name, now);
  const payload = { format: parts.training.dataset.format, sha256: await sha256(bytes) };
  const eventOf = (reward: string): LedgerEvent => ({ kind: 'open-foreign', payload: { reward, ...payload } });
  return ok({ name, parts, patches: [], cells: null, statement: null, eventOf });
}

/** @returns `malformed` where the file's figures are not those of an assessment */
function partsOf(opened: OpenedArtifact): Result<RewardParts> {
  const { model, thresholds, norms, outOfFold, basin, cover, monitor, ranges, training, createdAt, selftest } = opened;
  const [assessment, own] = [figuresIn(opened, sharedAssessment), figuresIn(opened, ownAssessment)];
  if (!assessment.ok) return assessment;
  if (!own.ok) return own;
  return ok({
    model,
    families: [{ id: model.family, members: model.members, thresholds, outOfFold, own: own.value }],
    norms,
    basin,
    cover,
    monitor,
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
