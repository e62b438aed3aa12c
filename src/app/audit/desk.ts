/** Material and figures of the draft's audit, made when they are first asked for and kept for as long as they hold. */
import type { Result } from '../../basics/result';
import { ok } from '../../basics/result';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import type { Draft } from '../project/draft';
import type { PreparedData } from '../../training/prepared-data';
import { withStore } from '../worker/worker-store';
import { coverageFor, type AuditCoverage } from './coverage';
import { expertsUnder } from './experts';
import { materialOf, preparedDataOf, type AuditMaterial } from './material';
import type { AuditView } from './types';

export class AuditDesk {
  private prepared: { readonly key: string; readonly prepared: PreparedData | null } | null = null;
  private material: AuditMaterial | null = null;
  private experts: { readonly key: readonly unknown[]; readonly value: AuditView['experts'] } | null = null;

  private covered: { readonly key: readonly unknown[]; readonly value: AuditCoverage } | null = null;

  constructor(private readonly datasets: KeptDemonstrations) {}

  /** @returns what `openNorms` refuses with, and why the store could not be opened */
  async materialFor({ reward }: Draft): Promise<Result<AuditMaterial>> {
    const { material } = this;
    if (material?.reward === reward) return ok(material);
    if (material?.reward.scorer === reward.scorer && material.reward.norms === reward.norms) {
      this.material = { ...material, reward };
      return ok(this.material);
    }
    const made = await withStore(async (store) => {
      const key = `${reward.row.id}/${reward.row.datasetId ?? ''}`;
      if (this.prepared?.key !== key)
        this.prepared = { key, prepared: await preparedDataOf(store, this.datasets, reward) };
      return materialOf(reward, this.prepared.prepared, reward.norms);
    });
    if (made.ok) this.material = made.value;
    return made;
  }

  /** What the gate of now does to held-out experts. */
  async expertsOf({ reward, cells }: Draft, material: AuditMaterial): Promise<AuditView['experts']> {
    const key = [reward.scorer, reward.norms, reward.row.patches, reward.document, cells];
    if (this.experts?.key.every((part, i) => part === key[i]) === true) return this.experts.value;
    const value = await expertsUnder(material, reward.row.patches, cells);
    this.experts = { key, value };
    return value;
  }

  /** What an audit of the draft covers. @returns what `openNorm` refuses with */
  async coverageOf({ reward }: Draft, material: AuditMaterial): Promise<Result<AuditCoverage>> {
    const { datasetId } = reward.row;
    const key = [reward.scorer, reward.norms, datasetId];
    if (this.covered?.key.every((part, i) => part === key[i]) === true) return ok(this.covered.value);
    const stored = datasetId && (await withStore((store) => this.datasets.read(store, datasetId)));
    const value = coverageFor(material, stored && stored.ok ? stored.value.demonstrations : null);
    if (value.ok) this.covered = { key, value: value.value };
    return value;
  }

  forget(): void {
    this.covered = null;
    this.prepared = null;
    this.material = null;
    this.experts = null;
  }
}
