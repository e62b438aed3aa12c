/** Says when to save: soon after the last change, one save at a time, at once when the page is about to go. */
import { debounce } from '../clock';

export type AutosaveState = 'saved' | 'waiting' | 'saving' | 'failed';

export class Autosave<T> {
  private pending: { value: T } | null = null;
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
    this.onState('waiting');
    this.soon.call();
  }

  /** Saves now whatever waits; resolves when nothing is left to save. */
  async settle(): Promise<void> {
    this.soon.cancel();
    if (this.running !== null) await this.running;
    if (this.pending === null) return;
    this.running = this.write(this.pending.value);
    this.pending = null;
    await this.running;
    this.running = null;
    if (this.pending !== null) await this.settle();
  }

  private async write(value: T): Promise<void> {
    this.onState('saving');
    const kept = await this.save(value).catch(() => false);
    if (this.pending === null) this.onState(kept ? 'saved' : 'failed');
  }
}
