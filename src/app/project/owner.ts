/**
 * The one owner of the open reward in a tab: one scorer, one gate, one draft, one revision. Commands change it one after the
 * other, each in one transaction; what was changed is told to the page and to other tabs. Heavy jobs work on what they were
 * given and propose: the owner applies a proposal as a command, or refuses it. Lives in a worker.
 */
import { systemClock, type Clock } from '../../basics/clock';
import { fail, ok, type Result } from '../../basics/result';
import { patchSetOf } from '../../release/ledger/patch-set';
import type { FamilyId, Patch } from '../../reward/types';
import type { Store } from '../../store/store';
import { cellsAfter } from '../audit/touched';
import { mapResult, withStore } from '../worker/worker-store';
import { changed, openDraft, refreshed, type Draft, type DraftChange } from './draft';
import type { ProjectChange, ProjectEvent } from './events';
import { keepChange, type Entry } from './keep-change';
import { checkedPatches } from './patch-saving';
import { PendingPatches } from './pending-patches';
import { summaryOf } from './reward-summary';
import { ProjectTabs } from './tabs';

export type Command<T> = (store: Store, draft: Draft) => Promise<Result<T>>;

export class ProjectOwner {
  private held: Draft | null = null;
  private tabs: ProjectTabs | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly pending: PendingPatches;
  /** Questions under way; what they ask with outlives them. */
  private readonly work = new Set<Promise<unknown>>();
  private told: (event: ProjectEvent) => void = () => undefined;
  private readonly leavings: (() => Promise<void>)[] = [];

  /** Revision since which nobody but this page's own patch editor has changed anything. */
  private ownSince = 0;

  constructor(private readonly clock: Clock = systemClock) {
    this.pending = new PendingPatches(clock, () => void this.command(() => Promise.resolve(ok(true as const))));
  }

  /** @param told of every change from now on */
  follow(told: (event: ProjectEvent) => void): void {
    this.told = told;
  }

  /** @param leaving ends what works on the open reward, before another one is opened */
  beforeLeaving(leaving: () => Promise<void>): void {
    this.leavings.push(leaving);
  }

  /** @throws Error where no reward is open */
  get draft(): Draft {
    if (this.held === null) throw new Error('no reward is open');
    return this.held;
  }

  get openId(): string | null {
    return this.held?.reward.row.id ?? null;
  }

  get writer(): boolean {
    return this.tabs?.writer ?? false;
  }

  /** Opens a reward as it is kept now; one that is open already is not opened again, only brought up to date. */
  async open(rewardId: string): Promise<Result<Draft>> {
    if (this.openId !== null && this.openId !== rewardId) await this.leave();
    return this.inTurn(async (store) => {
      if (this.openId === rewardId) return this.refresh(store, 'opened');
      await this.savePending(store);
      const opened = await openDraft(store, rewardId);
      if (!opened.ok) return opened;
      await this.letGo();
      this.held = opened.value;
      this.ownSince = opened.value.reward.row.revision;
      const tabs = new ProjectTabs(rewardId, this.tabHooks, this.clock);
      this.tabs = tabs;
      await tabs.settled();
      this.tell('opened', 'tab');
      return opened;
    });
  }

  /** Does a command when those before it are done; refused while another tab writes. Patches that wait are saved first. */
  command<T>(work: Command<T>): Promise<Result<T>> {
    return this.inTurn(async (store) => {
      if (this.held === null) throw new Error('no reward is open');
      if (!this.writer) return elsewhere();
      await this.savePending(store);
      return work(store, this.draft);
    });
  }

  /**
   * The draft with every change of its patches saved, for work that must not miss one.
   * @param shown revision that the screen shows; absent = whatever it is
   * @returns why they could not be saved, where they could not; `elsewhere` where something else than what is shown is kept
   */
  saved(rewardId: string, shown = Infinity): Promise<Result<Draft>> {
    return this.open(rewardId).then((opened) =>
      opened.ok
        ? this.inTurn(async (store) => {
            if (shown < this.ownSince) return notAsShown();
            await this.savePending(store);
            return this.pending.refusal ?? ok(this.draft);
          })
        : opened,
    );
  }

  /** Keeps a change on the disk, then here, then tells of it. Call it inside a command. */
  async commit(store: Store, change: DraftChange, what: ProjectChange, entry: Entry): Promise<Result<Draft>> {
    const kept = await this.apply(store, change, what, entry, 'command');
    if (kept.ok && change.patches !== undefined) this.pending.forget();
    return kept;
  }

  /** Takes a new list of patches. @param soon a gesture goes on: wait for a pause before it is saved */
  async savePatches(rewardId: string, patches: readonly Patch[], soon: boolean): Promise<Result<{ revision: number }>> {
    const opened = this.openId === rewardId ? ok(this.draft) : await this.open(rewardId);
    if (!opened.ok) return opened;
    if (!this.writer) return elsewhere();
    return this.pending.put(patches, soon);
  }

  /** Another trained family scores from now on: that alone opens a reward anew. */
  async useFamily(family: FamilyId, change: (draft: Draft, next: Draft) => DraftChange): Promise<Result<Draft>> {
    return this.command(async (store, before) => {
      const rewardId = before.reward.row.id;
      const next = await openDraft(store, rewardId, family);
      if (!next.ok) return next;
      const { revision, document } = before.reward.row;
      const changes = change(before, next.value);
      const patches = await patchSetOf(changes.patches ?? before.reward.row.patches);
      const payload = { reward: rewardId, before: document.family, after: family, patches };
      const event = { kind: 'use-family', payload } as const;
      const kept = await keepChange(store, before, changes, { event });
      if (!kept.ok) return kept;
      this.retire(before);
      this.pending.forget();
      this.held = await changed(next.value, changes, revision + 1);
      this.ownSince = revision + 1;
      this.tell('family', 'command');
      return ok(this.held);
    });
  }

  /** Writes what was measured of a reward beside what was changed meanwhile, and shows it where it is open. */
  measured(rewardId: string, write: (store: Store) => Promise<Result<unknown>>): Promise<Result<true>> {
    return this.inTurn(async (store) => {
      const open = this.openId === rewardId;
      if (open) await this.savePending(store);
      const written = await write(store);
      if (!written.ok) return written;
      if (open) {
        await this.refresh(store, 'evaluation');
        this.tabs?.announce('evaluation');
      }
      return ok(true as const);
    });
  }

  async takeOver(): Promise<void> {
    await this.tabs?.takeOver();
  }

  /** Keeps what is open for as long as the question takes. */
  async asking<T>(question: Promise<T>): Promise<T> {
    this.work.add(question);
    try {
      return await question;
    } finally {
      this.work.delete(question);
    }
  }

  close(): Promise<void> {
    return this.inTurn(async (store) => {
      await this.savePending(store);
      await this.letGo();
    });
  }

  private async apply(
    store: Store,
    change: DraftChange,
    what: ProjectChange,
    entry: Entry,
    by: ProjectEvent['by'],
  ): Promise<Result<Draft>> {
    const { draft } = this;
    const whole = change.cells === undefined ? { ...change, cells: cellsUnder(draft, change) } : change;
    const kept = await keepChange(store, draft, whole, entry);
    if (!kept.ok) {
      // Without locks another tab may have written: its work is kept, and shown.
      if (kept.failure.kind === 'elsewhere') await this.refresh(store, what);
      return kept;
    }
    this.held = await changed(draft, whole, kept.value.revision);
    if (by !== 'editor') this.ownSince = kept.value.revision;
    this.tell(what, by);
    return ok(this.held);
  }

  private async savePending(store: Store): Promise<void> {
    if (this.held === null || !this.writer) return;
    const { draft } = this;
    await this.pending.save(async (list) => {
      const checked = await checkedPatches(store, draft.reward, list);
      if (!checked.ok) return checked;
      const { id, patches } = draft.reward.row;
      const payload = { reward: id, before: await patchSetOf(patches), after: await patchSetOf(checked.value) };
      const event = { kind: 'edit-patches', payload } as const;
      const kept = await this.apply(store, { patches: checked.value }, 'patches', { event }, 'editor');
      return mapResult(kept, ({ reward }) => ({ revision: reward.row.revision }));
    });
  }

  private async refresh(store: Store, what: ProjectChange): Promise<Result<Draft>> {
    const before = this.draft;
    const now = await refreshed(store, before);
    if (!now.ok || now.value === before) return now;
    if (now.value.reward.scorer !== before.reward.scorer) this.retire(before);
    this.held = now.value;
    this.ownSince = now.value.reward.row.revision;
    this.tell(what, 'tab');
    return now;
  }

  private readonly tabHooks = {
    changed: (what: ProjectChange): void => {
      void this.inTurn((store) => (this.held === null ? Promise.resolve(ok(null)) : this.refresh(store, what)));
    },
    role: (): void => {
      void this.inTurn(async (store) => {
        if (this.held === null) return;
        await this.refresh(store, 'tabs');
        this.tell('tabs', 'tab');
      });
    },
    letGo: async (): Promise<void> => {
      await this.leave();
      await this.inTurn((store) => this.savePending(store));
    },
  };

  private tell(what: ProjectChange, by: ProjectEvent['by']): void {
    const { reward } = this.draft;
    const { revision } = reward.row;
    this.told({ reward: summaryOf(this.draft), revision, what, by, writer: this.writer });
    if (by !== 'tab') this.tabs?.announce(what);
  }

  private async leave(): Promise<void> {
    for (const leaving of this.leavings) await leaving();
  }

  private async letGo(): Promise<void> {
    const { held, tabs } = this;
    this.pending.forget();
    this.held = null;
    this.tabs = null;
    if (held) this.retire(held);
    await tabs?.leave();
  }

  private retire({ reward }: Draft): void {
    void Promise.allSettled(this.work).then(() => reward.scorer.dispose());
  }

  private inTurn<T>(work: (store: Store) => Promise<Result<T>>): Promise<Result<T>>;
  private inTurn(work: (store: Store) => Promise<void>): Promise<void>;
  private inTurn(work: (store: Store) => Promise<unknown>): Promise<unknown> {
    const done = this.turn.then(() => withStore(async (store) => (await work(store)) as Result<unknown>));
    this.turn = done.catch(() => undefined);
    return done;
  }
}

/** Cells that a change leaves as they are; those that it touches have to be looked at again (docs/methods.md 5). */
function cellsUnder({ reward, cells }: Draft, { patches, norms }: DraftChange): Draft['cells'] {
  const before = reward.row.patches;
  return cellsAfter(reward, cells, {
    before,
    after: patches ?? before,
    ...(norms ? { norms: { before: reward.norms, after: norms } } : {}),
  });
}

function notAsShown() {
  return fail(
    'elsewhere',
    'This reward was changed elsewhere since this screen showed it, so no file was made.',
    'What is kept is shown now: look at it, then download again.',
  );
}

function elsewhere() {
  return fail(
    'elsewhere',
    'This reward is being edited in another tab, so nothing was changed here.',
    'Go on there, or take over editing in this tab.',
  );
}
