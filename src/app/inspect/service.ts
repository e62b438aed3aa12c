/** Answers questions about one reward at a time: pictures, explanations, patches and their budget. Runs in a worker. */
import { systemClock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { ok, type Result } from '../../basics/result';
import { noneOf } from '../../gate/cells/audit-gap';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { outlineOf } from '../../reward/patches/outline';
import { validatePatch, validatePatches } from '../../reward/patches/patch-rules';
import { Slice } from '../../reward/plane';
import { patchModelId } from '../../release/artifact';
import { patchSetOf } from '../../release/ledger/patch-set';
import type { BudgetReport, FamilyId, InputPatch, Patch } from '../../reward/types';
import { axesOf, cloudOf } from './map-cloud';
import { MapFields } from './map-field';
import { checkRaises } from '../project/raise-check';
import { openReward, type OpenReward } from '../project/open-reward';
import { carriedOver, encodedFeatures, moved, patchAt } from '../project/patch-making';
import { savePatched } from '../project/patch-saving';
import { explainPoint } from './point-explanation';
import { loadReward } from '../project/reward-document';
import { summaryOf } from '../project/reward-summary';
import { breathe } from '../../engine/open-scorer';
import { mapResult, withStore } from '../worker/worker-store';
import type { Cloud, Explanation, Field, PatchOutline, Plane, RewardSummary } from '../types';

interface Opened {
  readonly reward: OpenReward;
  readonly fields: MapFields;
  /** Scores under way; the scorer outlives them. */
  readonly work: Set<Promise<unknown>>;
}

export class InspectWorkerService {
  private opened: Opened | null = null;
  private latestField = 0;
  private revision = 0;
  /** Audit cells as they are kept with the open reward; null = not audited. */
  private cells: AuditCells | null = null;

  list(): Promise<Result<{ id: string; name: string; createdAt: string; patches: number }[]>> {
    return withStore(async (store) =>
      mapResult(await store.rewards.list(), (rows) =>
        rows.map(({ id, name, createdAt, patches }) => ({ id, name, createdAt, patches: patches.length })),
      ),
    );
  }

  open(rewardId: string): Promise<Result<RewardSummary>> {
    return withStore(async (store) => {
      const loaded = await loadReward(store, rewardId);
      if (!loaded.ok) return loaded;
      const audit = await store.audits.get(rewardId);
      if (!audit.ok) return audit;
      const reward = await openReward(loaded.value);
      if (!reward.ok) return reward;
      this.close();
      this.cells = audit.value?.cells ?? null;
      this.opened = { reward: reward.value, fields: new MapFields(reward.value), work: new Set() };
      this.revision = loaded.value.row.revision;
      return ok(summaryOf(reward.value));
    });
  }

  async useFamily(rewardId: string, family: FamilyId): Promise<Result<RewardSummary>> {
    const saved = await withStore(async (store): Promise<Result<true>> => {
      const loaded = await loadReward(store, rewardId, family);
      if (!loaded.ok) return loaded;
      const { row, document, model } = loaded.value;
      // A picture under way is of the family that goes: it would only hold this up.
      this.latestField++;
      const patches = carriedOver(row.patches, await patchModelId(model));
      const audit = await store.audits.get(rewardId);
      if (!audit.ok) return audit;
      // Another model scores: what was seen of the old one says nothing of it.
      const cells = audit.value?.cells && noneOf(audit.value.cells);
      const before = row.document.family;
      const payload = { reward: rewardId, before, after: family, patches: await patchSetOf(patches) };
      const event = { kind: 'use-family', payload } as const;
      const kept = await store.rewards.save(rewardId, { document, patches }, row.revision, event, cells);
      return mapResult(kept, () => true as const);
    });
    return saved.ok ? this.open(rewardId) : saved;
  }

  async field(plane: Plane, size: number, patches: readonly Patch[]): Promise<Field | null> {
    const own = ++this.latestField;
    const start = systemClock.elapsed();
    const held = this.held();
    const wanted = () => own === this.latestField && held === this.opened;
    const field = await atWork(held, held.fields.field(plane, size, patches, wanted));
    return field && { ...field, milliseconds: systemClock.elapsed() - start };
  }

  cloud(plane: Plane): Promise<Cloud> {
    return cloudOf(this.held().reward, plane, breathe);
  }

  axes(mode: Plane['mode']) {
    return axesOf(this.held().reward, mode);
  }

  outlines(plane: Plane, patches: readonly Patch[]): PatchOutline[] {
    const slice = this.slice(plane);
    return patches.map((patch) => ({ id: patch.id, ...outlineOf(slice, patch) }));
  }

  locate(plane: Plane, x: number, y: number): readonly number[] {
    return this.slice(plane).locate(x, y);
  }

  createPatch(
    kind: Patch['kind'],
    raw: readonly number[],
    reach: number,
    strength: number,
    features: readonly number[] | null,
  ): Result<Patch> {
    const { reward } = this.held();
    const place = patchAt(reward.space, raw, features && encodedFeatures(reward.model.features, features));
    const patch: InputPatch = {
      id: newIdentifier().slice(0, 8),
      kind,
      space: 'input',
      ...place,
      kernel: 'plateau',
      reach,
      core: 0.7,
      strength,
      gate: null,
      enabled: true,
      model: reward.modelId,
    };
    return validatePatch(patch, reward.context);
  }

  movePatch(patch: Patch, raw: readonly number[]): Result<Patch> {
    const { reward } = this.held();
    return validatePatch(moved(reward.space, patch, raw), reward.context);
  }

  explain(raw: readonly number[], patches: readonly Patch[]): Promise<Explanation> {
    const held = this.held();
    return atWork(held, explainPoint(held.reward, raw, patches, this.cells));
  }

  budget(patches: readonly Patch[]): BudgetReport {
    return this.held().reward.meter.measure(patches);
  }

  savePatches(rewardId: string, patches: readonly Patch[]): Promise<Result<{ revision: number }>> {
    return withStore(async (store) => {
      const valid = validatePatches(patches, this.held().reward.context);
      if (!valid.ok) return valid;
      const raises = await checkRaises(store, this.held().reward, patches);
      if (!raises.ok) return raises;
      const saved = await savePatched(store, rewardId, this.held().reward, patches, this.revision);
      if (!saved.ok) return saved;
      ({ revision: this.revision, cells: this.cells } = saved.value);
      return ok({ revision: this.revision });
    });
  }

  rename(rewardId: string, name: string): Promise<Result<true>> {
    return withStore(async (store) => {
      const row = await store.rewards.get(rewardId);
      if (!row.ok) return row;
      const payload = { reward: rewardId, before: row.value.name, after: name };
      const saved = await store.rewards.save(rewardId, { name }, this.revision, { kind: 'rename', payload });
      if (saved.ok) this.revision = saved.value.revision;
      return mapResult(saved, () => true as const);
    });
  }

  remove(rewardId: string): Promise<Result<true>> {
    return withStore(async (store) =>
      mapResult(
        await store.rewards.remove(rewardId, { kind: 'delete-reward', payload: { reward: rewardId } }),
        () => true as const,
      ),
    );
  }

  close(): void {
    const closing = this.opened;
    this.opened = null;
    if (closing) void Promise.allSettled(closing.work).then(() => closing.reward.scorer.dispose());
  }

  private slice(plane: Plane): Slice {
    const { space, components } = this.held().reward;
    return new Slice(space, plane, components);
  }

  private held() {
    if (!this.opened) throw new Error('no reward is open');
    return this.opened;
  }
}

/** Keeps the scorer until the work is done. */
function atWork<T>({ work }: Opened, job: Promise<T>): Promise<T> {
  work.add(job);
  return job.finally(() => work.delete(job));
}
