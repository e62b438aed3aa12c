/** The audit of the open reward as the screen works with it: norms as they are edited, the run under way, what is kept. */
import type { Failure, Result } from '../../../basics/result';
import type { AuditSettings, AuditState, AuditView, Norm, PhaseZeroView, ReviewVerdict } from '../../../app/types';
import { type History, historyOf, record, redo, undo } from '../inspect/patches/history';
import { plain } from '../../kit/plain.svelte';
import type { Session } from '../../session.svelte';

export class Auditing {
  view = $state.raw<AuditView | null>(null);
  private history = $state.raw<History<readonly Norm[]>>(historyOf<readonly Norm[]>([]));
  /** Picture of the run under way; null while none runs. */
  live = $state.raw<AuditState | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Id of the norm that is to be edited when norms are shown next. */
  toEdit: string | null = null;
  /** A short sentence while something is asked that takes a moment. */
  waiting = $state<string | null>(null);

  constructor(private readonly session: Session) {}

  get state(): AuditState | null {
    return this.live ?? this.view?.state ?? null;
  }

  /** Norms on the screen; they differ from those kept until they are saved. */
  get norms(): readonly Norm[] {
    return this.history.present;
  }

  get unsaved(): boolean {
    return this.view !== null && JSON.stringify(this.norms) !== JSON.stringify(this.view.norms);
  }

  get undoable(): boolean {
    return this.history.past.length > 0;
  }

  get redoable(): boolean {
    return this.history.future.length > 0;
  }

  private get audit() {
    return this.session.services.audit;
  }

  async open(rewardId: string): Promise<void> {
    await this.ask('Opening the audit', () => this.audit.open(rewardId));
    if (this.view === null) return;
    // Norms that were written and not kept outlive a look at another screen.
    this.follow(this.session.unkeptNorms.get(rewardId) ?? historyOf(this.view.norms));
  }

  /** Shows what another tab has changed; norms that are being edited here stay. */
  async lookAgain(): Promise<void> {
    if (this.view === null || this.live !== null) return;
    const unsaved = this.unsaved;
    const now = await this.audit.open(this.view.rewardId);
    if (!now.ok || now.value.rewardId !== this.view.rewardId) return;
    this.view = now.value;
    if (!unsaved) this.follow(historyOf(this.view.norms));
  }

  /** Puts other norms on the screen. */
  edit(norms: readonly Norm[]): void {
    this.follow(record(this.history, norms, null));
  }

  undoEdit(): void {
    this.follow(undo(this.history));
  }

  redoEdit(): void {
    this.follow(redo(this.history));
  }

  private follow(history: History<readonly Norm[]>): void {
    this.history = history;
    if (this.view === null) return;
    this.session.noteNorms(this.view.rewardId, this.unsaved ? history : null);
  }

  async saveNorms(): Promise<boolean> {
    const saved = await this.ask('Keeping the norms', () => this.audit.saveNorms(plain(this.norms)));
    if (saved && this.view !== null) this.follow({ ...this.history, present: this.view.norms });
    return saved;
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

  async run(settings: AuditSettings, iterations: number): Promise<void> {
    if (this.live !== null || (this.unsaved && !(await this.saveNorms()))) return;
    this.live = this.view?.state ?? null;
    try {
      await this.ask(null, () => this.audit.run(settings, iterations, (state) => (this.live = state)));
    } finally {
      this.live = null;
    }
  }

  stop(): void {
    void this.audit.stop();
  }

  review(clusterIds: readonly string[] | null, verdict: ReviewVerdict): void {
    void this.audit.review(clusterIds, verdict);
  }

  async undoVerdict(clusterId: string): Promise<void> {
    await this.ask('Taking the verdict back', () => this.audit.undoVerdict(clusterId));
  }

  approve(yes: boolean): void {
    void this.audit.approve(yes);
  }

  async undoBatch(iteration: number): Promise<void> {
    await this.ask('Taking the batch back', () => this.audit.undoBatch(iteration));
  }

  async setGate(dial: number, aMax: number, pMin: number | null): Promise<void> {
    await this.ask('Keeping the gate', () => this.audit.setGate(dial, aMax, pMin));
  }

  async importFlaws(file: File): Promise<void> {
    const text = await file.text();
    await this.ask('Reading flaws', () => this.audit.importFlaws(text));
  }

  async reset(): Promise<void> {
    await this.ask('Forgetting the audit', () => this.audit.reset());
  }

  private async ask(label: string | null, call: () => Promise<Result<AuditView>>): Promise<boolean> {
    return this.during(label, async () => {
      const answer = await call();
      this.failure = answer.ok ? null : answer.failure;
      if (!answer.ok) return false;
      this.view = answer.value;
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
