/**
 * Patches that a person has changed and that are not on the disk yet: the newest list alone is saved, soon after the last change
 * of a gesture, at once for a whole step. Whoever asked is answered when it is kept, or refused.
 */
import type { Clock } from '../../basics/clock';
import { fail, type Result } from '../../basics/result';
import type { Patch } from '../../reward/types';

/** Pause after which a gesture is saved. */
const pauseMs = 400;

export type Saved = Result<{ revision: number }>;

interface Waiting {
  readonly patches: readonly Patch[];
  readonly answers: readonly ((saved: Saved) => void)[];
}

export class PendingPatches {
  private waiting: Waiting | null = null;
  private changes = 0;
  /** Why the newest list is not kept; it is tried again at the next occasion. */
  refusal: Extract<Saved, { readonly ok: false }> | null = null;

  /** @param wanted asks for a turn in which `save` is called */
  constructor(
    private readonly clock: Clock,
    private readonly wanted: () => void,
  ) {}

  put(patches: readonly Patch[], soon: boolean): Promise<Saved> {
    const change = ++this.changes;
    this.refusal = null;
    const answer = new Promise<Saved>((resolve) => {
      this.waiting = { patches, answers: [...(this.waiting?.answers ?? []), resolve] };
    });
    if (!soon) this.wanted();
    else {
      void this.clock.sleep(pauseMs).then(() => {
        if (change === this.changes) this.wanted();
      });
    }
    return answer;
  }

  /** Lets go of a list that was refused: something else has changed the patches, or another reward is open. */
  forget(): void {
    if (this.refusal !== null) this.waiting = null;
    this.refusal = null;
  }

  /** Saves the newest list, where one waits. @param attempt writes it down, or says why not */
  async save(attempt: (patches: readonly Patch[]) => Promise<Saved>): Promise<void> {
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    const saved = await attempt(waiting.patches).catch((error: unknown) => broken(error));
    this.refusal = null;
    for (const answer of waiting.answers) answer(saved);
    // What came meanwhile takes its place.
    if (saved.ok || this.waiting !== null) return;
    this.refusal = saved;
    this.waiting = { patches: waiting.patches, answers: [] };
  }
}

function broken(error: unknown): Saved {
  return fail('storage', 'The patches could not be saved.', 'Change them again, or reload this page.', String(error));
}
