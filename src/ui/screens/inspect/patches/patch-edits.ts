/** What a person does to patches on the map: place, move, resize. Refusals come back as sentences. */
import type { Failure } from '../../../../basics/result';
import type { Patch, PatchKind } from '../../../../app/types';
import { newest } from '../../../kit/clock';
import type { MapState } from '../../../map/map-state.svelte';
import type { Place } from '../../../map/view';

/** Reach in standardised units that a patch may be given by hand. */
export const leastReach = 0.02;
export const greatestReach = 20;

export function clampReach(reach: number): number {
  return Math.min(greatestReach, Math.max(leastReach, reach));
}

export class PatchEdits {
  private readonly map: MapState;
  private readonly refused: (failure: Failure | null) => void;
  private gesture = 0;

  constructor(map: MapState, refused: (failure: Failure | null) => void) {
    this.map = map;
    this.refused = refused;
  }

  /** A key for the next drag or run of key presses, so that undo takes it back as one. */
  begin(): string {
    this.map.patches.seal();
    this.gesture += 1;
    return `gesture ${this.gesture}`;
  }

  /** Places a patch at a place of the plane and selects it; null when it was refused. */
  async place(kind: PatchKind, place: Place, key: string): Promise<Patch | null> {
    const raw = await this.map.locate(place);
    if (raw === null) return null;
    return this.placeAt(kind, raw, key);
  }

  /** Places a patch at a raw point. */
  async placeAt(kind: PatchKind, raw: readonly number[], key: string): Promise<Patch | null> {
    const reach = clampReach(Math.max(0.5, this.map.reward.epsilon99 || 0));
    const result = await this.map.services.inspect.createPatch(kind, raw, reach, 1, null);
    this.refused(result.ok ? null : result.failure);
    if (!result.ok) return null;
    this.map.patches.change([...this.map.patches.patches, result.value], key);
    this.map.patches.selected = result.value.id;
    return result.value;
  }

  /** Moves a patch to a place; of places that arrive faster than they can be tried, the newest counts. */
  readonly move = newest(async ({ id, place, key }: { id: string; place: Place; key: string }) => {
    const raw = await this.map.locate(place);
    const patch = this.map.patches.patches.find((other) => other.id === id);
    if (raw === null || patch === undefined) return;
    const result = await this.map.services.inspect.movePatch(patch, raw);
    this.refused(result.ok ? null : result.failure);
    if (result.ok) this.map.patches.replace(result.value, key);
  });

  resize(id: string, reach: number, key: string): void {
    const patch = this.map.patches.patches.find((other) => other.id === id);
    if (patch === undefined || !('reach' in patch)) return;
    this.map.patches.replace({ ...patch, reach: clampReach(reach) }, key);
  }

  /** The same patch on all inputs, or on the two features that are shown. */
  async limitTo(patch: Patch, features: readonly number[] | null): Promise<void> {
    const outline = this.map.outline(patch.id);
    if (patch.space !== 'input' || outline === null) return;
    const raw = await this.map.locate(outline.centre);
    if (raw === null) return;
    const made = await this.map.services.inspect.createPatch(patch.kind, raw, patch.reach, patch.strength, features);
    this.refused(made.ok ? null : made.failure);
    if (!made.ok || made.value.space !== 'input') return;
    const { kernel, core, enabled, note, id } = patch;
    this.map.patches.replace({ ...made.value, kernel, core, enabled, note, id });
  }
}
