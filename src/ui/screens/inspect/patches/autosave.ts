/** Says when to save: soon after the last change, one save at a time, at once when the page is about to go. */
import { debounce } from '../../../kit/clock';

export type AutosaveState = 'saved' | 'waiting' | 'saving' | 'failed';

export class Autosave<T> {
  private pending: { value: T } | null = null;
  /** What could not be saved; tried again at the next occasion. */
  private refused: { value: T } | null = null;
  private running: Promise<void> | null = null;
  private readonly save: (value: T) => Promise<boolean>;
  private readonly onState: (state: AutosaveState) => void;
  private readonly soon = debounce(() => void this.settle(), 400);

  /**
   * @param save resolves after the write is complete: true when it was kept
   * @param onState told of each change; `saved` only when nothing newer waits
   */
  constructor(save: (value: T) => Promise<boolean>, onState: (state: AutosaveState) => void) {
    this.save = save;
    this.onState = onState;
  }

  /** Notes a new value to keep. */
  change(value: T): void {
    this.pending = { value };
    this.refused = null;
    this.onState('waiting');
    this.soon.call();
  }

  /** Saves now whatever waits; resolves when nothing is left to save, or what is left was refused. */
  async settle(): Promise<void> {
    this.soon.cancel();
    this.pending ??= this.refused;
    this.refused = null;
    while (this.running !== null || this.pending !== null) {
      this.running ??= this.write();
      await this.running;
    }
  }

  private async write(): Promise<void> {
    const next = this.pending;
    if (next === null) return;
    this.pending = null;
    this.onState('saving');
    const kept = await this.save(next.value).catch(() => false);
    this.running = null;
    if (this.pending !== null) return;
    if (!kept) this.refused = next;
    this.onState(kept ? 'saved' : 'failed');
  }
}
