/** Questions about the open reward (pictures, explanations, patches and their budget), and changes of it by hand. A facet of its one owner. */
import { systemClock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import type { Result } from '../../basics/result';
import { noneOf } from '../../gate/cells/audit-gap';
import { outlineOf } from '../../reward/patches/outline';
import { validatePatch } from '../../reward/patches/patch-rules';
import { Slice } from '../../reward/plane';
import type { BudgetReport, FamilyId, InputPatch, Patch } from '../../reward/types';
import { axesOf, cloudOf } from './map-cloud';
import { MapFields } from './map-field';
import type { ProjectEvent } from '../project/events';
import type { OpenReward } from '../project/open-reward';
import type { ProjectOwner } from '../project/owner';
import { carriedOver, kernelInputs, moved, patchAt } from '../project/patch-making';
import { explainPoint } from './point-explanation';
import { summaryOf } from '../project/reward-summary';
import { breathe } from '../../engine/open-scorer';
import { unwrap } from '../worker/failed-call';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import type { Cloud, Explanation, Field, InspectService, PatchOutline, Plane, RewardSummary } from '../types';

export class InspectFacet implements Served<InspectService> {
  private fields: MapFields | null = null;
  private latestField = 0;

  constructor(private readonly owner: ProjectOwner) {}

  list(): ReturnType<InspectService['list']> {
    return withStore((store) => store.rewards.list())
      .then(unwrap)
      .then((rows) =>
        rows.map(({ id, name, createdAt, patches }) => ({ id, name, createdAt, patches: patches.length })),
      );
  }

  async open(rewardId: string): Promise<Result<RewardSummary>> {
    return mapResult(await this.owner.open(rewardId), summaryOf);
  }

  follow(told: (event: ProjectEvent) => void): void {
    this.owner.follow(told);
  }

  takeOver(): Promise<void> {
    return this.owner.takeOver();
  }

  async useFamily(rewardId: string, family: FamilyId): Promise<Result<RewardSummary>> {
    const opened = await this.owner.open(rewardId);
    if (!opened.ok) return opened;
    const used = await this.owner.useFamily(family, (before, { reward }) => ({
      document: reward.document,
      patches: carriedOver(before.reward.row.patches, reward.modelId),
      // Another model scores: what was seen of the old one says nothing of it.
      cells: before.cells && noneOf(before.cells),
    }));
    return mapResult(used, summaryOf);
  }

  async field(plane: Plane, size: number, patches: readonly Patch[]): Promise<Field | null> {
    const own = ++this.latestField;
    const start = systemClock.elapsed();
    const fields = this.fieldsOf(this.owner.draft.reward);
    const wanted = () => own === this.latestField && this.owner.openId !== null && this.reward.scorer === fields.scorer;
    const field = await this.owner.asking(fields.field(plane, size, patches, wanted));
    return field && { ...field, milliseconds: systemClock.elapsed() - start };
  }

  cloud(plane: Plane): Promise<Cloud> {
    return cloudOf(this.reward, plane, breathe);
  }

  axes(mode: Plane['mode']) {
    return axesOf(this.reward, mode);
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
    const { reward } = this;
    const place = patchAt(reward.space, raw, kernelInputs(reward.model.features, features));
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
    const { reward } = this;
    return validatePatch(moved(reward.space, patch, raw), reward.context);
  }

  explain(raw: readonly number[], patches: readonly Patch[]): Promise<Explanation> {
    const { reward, cells } = this.owner.draft;
    return this.owner.asking(explainPoint(reward, raw, patches, cells));
  }

  budget(patches: readonly Patch[]): BudgetReport {
    return this.reward.meter.measure(patches);
  }

  savePatches(rewardId: string, patches: readonly Patch[], soon = false): Promise<Result<{ revision: number }>> {
    return this.owner.savePatches(rewardId, patches, soon);
  }

  async rename(rewardId: string, name: string): Promise<void> {
    unwrap(await this.owner.open(rewardId));
    unwrap(
      await this.owner.command((store, { reward: { row } }) => {
        const payload = { reward: row.id, before: row.name, after: name };
        return this.owner.commit(store, { name }, 'name', { event: { kind: 'rename', payload } });
      }),
    );
  }

  async remove(rewardId: string): Promise<void> {
    if (this.owner.openId === rewardId) await this.owner.close();
    const event = { kind: 'delete-reward', payload: { reward: rewardId } } as const;
    unwrap(await withStore((store) => store.rewards.remove(rewardId, event)));
  }

  close(): Promise<void> {
    return this.owner.close();
  }

  private get reward(): OpenReward {
    return this.owner.draft.reward;
  }

  /** Pictures know nothing of patches and norms: they last as long as the scorer. */
  private fieldsOf(reward: OpenReward): MapFields {
    if (this.fields?.scorer !== reward.scorer) this.fields = new MapFields(reward);
    return this.fields;
  }

  private slice(plane: Plane): Slice {
    const { space, components } = this.reward;
    return new Slice(space, plane, components);
  }
}
