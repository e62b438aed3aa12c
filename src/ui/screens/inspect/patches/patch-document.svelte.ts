/**
 * The patches of the open reward as they are edited: selection, undo and redo. Every change goes to the owner of the reward, which
 * saves it. Outlives the Inspect screen.
 */
import { forgetUnsaved, noteUnsaved, unsavedOf } from '../../../../app/page/unsaved-patches';
import { fail, type Failure, type FailureKind } from '../../../../basics/result';
import type { Patch, Services } from '../../../../app/types';
import { type History, historyOf, record, redo, seal, undo } from './history';

/** `saved` when nothing newer waits. */
export type EditState = 'saved' | 'waiting' | 'failed';

export class PatchDocument {
  readonly rewardId: string;
  /** Another tab writes: nothing can be changed here. */
  readOnly = $state(false);
  selected = $state<string | null>(null);
  /** Why the last save was refused. */
  failure = $state.raw<Failure | null>(null);
  private history = $state.raw<History<readonly Patch[]>>(historyOf<readonly Patch[]>([]));
  private readonly services: Services;
  private readonly onState: (state: EditState) => void;
  private changes = 0;
  private waiting = false;
  /** The list as it is on the disk. */
  private kept: readonly Patch[];
  /** The latest lists given to the owner that it has not answered for: any of them may be on the disk already. */
  private given: readonly (readonly Patch[])[] = [];

  constructor(services: Services, rewardId: string, patches: readonly Patch[], onState: (state: EditState) => void) {
    this.services = services;
    this.rewardId = rewardId;
    this.history = historyOf(patches);
    this.kept = patches;
    this.onState = onState;
  }

  /** Goes on with what this tab had changed when it went away before it was saved; as soon as the tab may write. */
  resume(): void {
    const unsaved = this.readOnly || this.waiting ? null : unsavedOf(this.rewardId, this.kept);
    if (unsaved !== null) this.change(unsaved);
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
    this.save();
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
    if (this.waiting) void this.send(false);
  }

  /** Shows what was kept elsewhere, unless something newer waits here. */
  follow(patches: readonly Patch[]): void {
    if (this.waiting) return;
    this.kept = patches;
    if (JSON.stringify(patches) === JSON.stringify(this.patches)) return;
    this.history = historyOf(patches);
    this.failure = null;
    this.onState('saved');
    if (this.current === null) this.selected = null;
  }

  /** @param whole a step that is complete is saved at once; those of a gesture wait for a pause */
  private keep(history: History<readonly Patch[]>, whole: boolean): void {
    if (this.readOnly) return;
    this.history = history;
    void this.send(!whole);
  }

  private async send(soon: boolean): Promise<void> {
    const change = ++this.changes;
    const { patches } = this;
    this.waiting = true;
    this.onState('waiting');
    noteUnsaved(this.rewardId, { bases: [this.kept, ...this.given], patches });
    this.given = [...this.given, patches].slice(-mostGiven);
    const result = await this.services.inspect.savePatches(this.rewardId, patches, soon).catch(brokenOff);
    if (result.ok) this.kept = patches;
    if (change !== this.changes) return;
    this.waiting = false;
    this.given = [];
    this.failure = result.ok ? null : result.failure;
    if (result.ok || !comesRight.has(result.failure.kind)) forgetUnsaved(this.rewardId);
    this.onState(result.ok ? 'saved' : 'failed');
  }
}

/** Lists remembered while they wait; more are changed only within one gesture. */
const mostGiven = 32;

/** Refusals that say nothing against the patches: after a reload they may be kept. */
const comesRight: ReadonlySet<FailureKind> = new Set<FailureKind>(['elsewhere', 'storage', 'storage-full']);

function brokenOff(error: unknown) {
  return fail('storage', 'The patches could not be saved.', 'Reload this page, then change them again.', String(error));
}
