/** The patches of the open reward as they are edited: selection, undo and redo, autosave. Outlives the Inspect screen. */
import type { Failure } from '../../../../basics/result';
import type { Patch, Services } from '../../../../app/types';
import { Autosave, type AutosaveState } from './autosave';
import { type History, historyOf, record, redo, seal, undo } from './history';

export class PatchDocument {
  readonly rewardId: string;
  selected = $state<string | null>(null);
  /** Why the last save was refused. */
  failure = $state.raw<Failure | null>(null);
  private history = $state.raw<History<readonly Patch[]>>(historyOf<readonly Patch[]>([]));
  private readonly autosave: Autosave<readonly Patch[]>;

  constructor(
    services: Services,
    rewardId: string,
    patches: readonly Patch[],
    onState: (state: AutosaveState) => void,
  ) {
    this.rewardId = rewardId;
    this.history = historyOf(patches);
    this.autosave = new Autosave(async (list) => {
      const result = await services.inspect.savePatches(rewardId, list);
      this.failure = result.ok ? null : result.failure;
      return result.ok;
    }, onState);
  }

  get patches(): readonly Patch[] {
    return this.history.present;
  }

  get current(): Patch | null {
    return this.patches.find((patch) => patch.id === this.selected) ?? null;
  }

  get canUndo(): boolean {
    return this.history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.history.future.length > 0;
  }

  /** Replaces the list. Changes with the same `key` (one drag, one slider) are one step of undo until `seal`. */
  change(patches: readonly Patch[], key: string | null = null): void {
    this.keep(record(this.history, patches, key), key === null);
  }

  /** Replaces the patch of the same id. */
  replace(patch: Patch, key: string | null = null): void {
    if (!this.patches.some((other) => other.id === patch.id)) return;
    this.change(
      this.patches.map((other) => (other.id === patch.id ? patch : other)),
      key,
    );
  }

  remove(id: string): void {
    this.change(this.patches.filter((patch) => patch.id !== id));
    if (this.selected === id) this.selected = null;
  }

  /** Ends a gesture: the next change is a step of its own, and this one is saved. */
  seal(): void {
    this.history = seal(this.history);
    void this.autosave.settle();
  }

  undo(): void {
    if (this.canUndo) this.keep(undo(this.history), true);
  }

  redo(): void {
    if (this.canRedo) this.keep(redo(this.history), true);
  }

  /** Selects the next (1) or previous (−1) patch. */
  step(by: 1 | -1): void {
    if (this.patches.length === 0) return;
    const at = this.patches.findIndex((patch) => patch.id === this.selected);
    const next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
    this.selected = this.patches[(next + this.patches.length) % this.patches.length].id;
  }

  /** Saves what waits now, in the midst of a gesture too. */
  save(): void {
    void this.autosave.settle();
  }

  /** Resolves when everything is saved or has failed to be. */
  settle(): Promise<void> {
    return this.autosave.settle();
  }

  /** @param whole a step that is complete is saved at once; those of a gesture wait for a pause */
  private keep(history: History<readonly Patch[]>, whole: boolean): void {
    this.history = history;
    this.autosave.change(history.present);
    if (whole) void this.autosave.settle();
  }
}
