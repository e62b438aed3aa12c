/** The audit of the open reward as the screen works with it: norms as they are edited, the run under way, what is kept. */
import type { Failure, Result } from '../../basics/result';
import type { AuditSettings, AuditState, AuditView, Norm, PhaseZeroView } from '../../services/types';
import { plain } from '../plain.svelte';
import type { Session } from '../session.svelte';

export class Auditing {
  view = $state.raw<AuditView | null>(null);
  /** Norms on the screen; they differ from those kept until they are saved. */
  norms = $state.raw<readonly Norm[]>([]);
  /** Picture of the run under way; null while none runs. */
  live = $state.raw<AuditState | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** A short sentence while something is asked that takes a moment. */
  waiting = $state<string | null>(null);
  private before: readonly Norm[] | null = null;

  constructor(private readonly session: Session) {}

  get state(): AuditState | null {
    return this.live ?? this.view?.state ?? null;
  }

  get unsaved(): boolean {
    return this.view !== null && JSON.stringify(this.norms) !== JSON.stringify(this.view.norms);
  }

  get undoable(): boolean {
    return this.before !== null;
  }

  private get audit() {
    return this.session.services.audit;
  }

  async open(rewardId: string): Promise<void> {
    // What is audited is what is stored.
    await this.session.settle();
    await this.ask('Opening the audit', () => this.audit.open(rewardId), true);
  }

  /** Puts other norms on the screen; one step can be taken back. */
  edit(norms: readonly Norm[]): void {
    this.before = this.norms;
    this.norms = norms;
  }

  undoEdit(): void {
    if (this.before !== null) this.norms = this.before;
    this.before = null;
  }

  async saveNorms(): Promise<boolean> {
    return this.ask('Keeping the norms', () => this.audit.saveNorms(plain(this.norms)), true);
  }

  async propose(factor: number): Promise<void> {
    const proposed = await this.audit.proposeRanges(factor);
    const known = this.norms.map(({ id }) => id);
    this.edit([...this.norms, ...proposed.filter(({ id }) => !known.includes(id))]);
  }

  async readNorms(file: File): Promise<void> {
    const read = await this.audit.readNorms(await file.text());
    this.failure = read.ok ? null : read.failure;
    if (read.ok) this.edit(read.value);
  }

  async phaseZero(): Promise<void> {
    if (this.unsaved && !(await this.saveNorms())) return;
    await this.during('Running the norms over the demonstrations', async () => {
      const found: Result<PhaseZeroView> = await this.audit.phaseZero();
      this.failure = found.ok ? null : found.failure;
      if (found.ok && this.view !== null) this.view = { ...this.view, phaseZero: found.value };
    });
  }

  async run(settings: AuditSettings, turns: number): Promise<void> {
    if (this.live !== null || (this.unsaved && !(await this.saveNorms()))) return;
    await this.session.settle();
    this.live = this.view?.state ?? null;
    try {
      await this.ask(null, () => this.audit.run(settings, turns, (state) => (this.live = state)), false);
    } finally {
      this.live = null;
    }
    await this.session.reloadReward();
  }

  stop(): void {
    void this.audit.stop();
  }

  review(clusterId: string | null, verdict: 'accepted' | 'rejected' | 'abstained'): void {
    void this.audit.review(clusterId, verdict);
  }

  approve(yes: boolean): void {
    void this.audit.approve(yes);
  }

  async undoBatch(iteration: number): Promise<void> {
    if (await this.ask('Taking the batch back', () => this.audit.undoBatch(iteration), false)) {
      await this.session.reloadReward();
    }
  }

  async setGate(dial: number, aMax: number): Promise<void> {
    if (await this.ask('Keeping the gate', () => this.audit.setGate(dial, aMax), false))
      await this.session.reloadReward();
  }

  async importFlaws(file: File): Promise<void> {
    const text = await file.text();
    await this.ask('Reading flaws', () => this.audit.importFlaws(text), false);
  }

  async reset(): Promise<void> {
    await this.ask('Forgetting the audit', () => this.audit.reset(), false);
  }

  /** @param adopts whether the norms on the screen become those of the answer */
  private async ask(label: string | null, call: () => Promise<Result<AuditView>>, adopts: boolean): Promise<boolean> {
    return this.during(label, async () => {
      const answer = await call();
      this.failure = answer.ok ? null : answer.failure;
      if (!answer.ok) return false;
      this.view = answer.value;
      if (adopts) {
        this.norms = answer.value.norms;
        this.before = null;
      }
      return true;
    });
  }

  private async during<T>(label: string | null, work: () => Promise<T>): Promise<T> {
    this.waiting = label;
    try {
      return await work();
    } finally {
      this.waiting = null;
    }
  }
}
