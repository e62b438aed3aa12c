/** Looking at a reward as the screens call it; the worker starts with the first question. */
import type { Result } from '../../basics/result';
import type { BudgetReport, FamilyId, Patch } from '../../reward/types';
import { unwrap } from '../worker/failed-call';
import type { InspectWorkerService } from './service';
import type { Cloud, Explanation, Field, InspectService, PatchOutline, Plane, RewardSummary } from '../types';
import { WorkerLink } from '../worker/worker-link';

export class InspectClient implements InspectService {
  private held: WorkerLink<InspectWorkerService> | null = null;

  async list(): ReturnType<InspectService['list']> {
    return unwrap(await this.link.settled(this.link.service.list()));
  }

  open(rewardId: string): Promise<Result<RewardSummary>> {
    return this.link.settled(this.link.service.open(rewardId));
  }

  useFamily(rewardId: string, family: FamilyId): Promise<Result<RewardSummary>> {
    return this.link.settled(this.link.service.useFamily(rewardId, family));
  }

  field(plane: Plane, size: number, patches: readonly Patch[]): Promise<Field | null> {
    return this.link.settled(this.link.service.field(plane, size, patches));
  }

  cloud(plane: Plane): Promise<Cloud> {
    return this.link.settled(this.link.service.cloud(plane));
  }

  axes(mode: Plane['mode']): ReturnType<InspectService['axes']> {
    return this.link.settled(this.link.service.axes(mode));
  }

  outlines(plane: Plane, patches: readonly Patch[]): Promise<PatchOutline[]> {
    return this.link.settled(this.link.service.outlines(plane, patches));
  }

  locate(plane: Plane, x: number, y: number): Promise<readonly number[]> {
    return this.link.settled(this.link.service.locate(plane, x, y));
  }

  createPatch(...settings: Parameters<InspectService['createPatch']>): Promise<Result<Patch>> {
    return this.link.settled(this.link.service.createPatch(...settings));
  }

  movePatch(patch: Patch, raw: readonly number[]): Promise<Result<Patch>> {
    return this.link.settled(this.link.service.movePatch(patch, raw));
  }

  explain(raw: readonly number[], patches: readonly Patch[]): Promise<Explanation> {
    return this.link.settled(this.link.service.explain(raw, patches));
  }

  budget(patches: readonly Patch[]): Promise<BudgetReport> {
    return this.link.settled(this.link.service.budget(patches));
  }

  savePatches(rewardId: string, patches: readonly Patch[]): Promise<Result<{ revision: number }>> {
    return this.link.settled(this.link.service.savePatches(rewardId, patches));
  }

  async rename(rewardId: string, name: string): Promise<void> {
    unwrap(await this.link.settled(this.link.service.rename(rewardId, name)));
  }

  async remove(rewardId: string): Promise<void> {
    unwrap(await this.link.settled(this.link.service.remove(rewardId)));
  }

  close(): Promise<void> {
    return this.link.settled(this.link.service.close());
  }

  private get link(): WorkerLink<InspectWorkerService> {
    this.held ??= new WorkerLink(
      new Worker(new URL('../../../workers/inspect.worker.ts', import.meta.url), { type: 'module' }),
    );
    return this.held;
  }
}
