/**
 * The page's one mirror of the open reward: what the project worker tells of it, whoever changed it. Screens read it; nobody
 * asks for the reward again.
 */
import type { ProjectEvent, RewardSummary, Services } from '../app/types';
import type { Library } from './library.svelte';
import { type EditState, PatchDocument } from './screens/inspect/patches/patch-document.svelte';

export class RewardMirror {
  reward = $state.raw<RewardSummary | null>(null);
  /** Patches of `reward` as they are edited. */
  document = $state.raw<PatchDocument | null>(null);
  saved = $state<EditState | 'idle'>('idle');
  /** Changes that another tab has made, counted: views that hold more than the summary look again. */
  changesElsewhere = $state(0);
  /** The reward that another tab writes; this one looks on. */
  private followed = $state<string | null>(null);

  constructor(
    private readonly services: Services,
    private readonly library: Library,
  ) {
    void services.inspect.follow((event) => this.heard(event));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.lookAgain();
    });
  }

  /** A tab that slept may have missed what another one told: shows what is kept now. */
  private async lookAgain(): Promise<void> {
    const { reward } = this;
    if (reward === null) return;
    const now = await this.services.inspect.open(reward.id);
    if (!now.ok || this.reward?.id !== reward.id || now.value.revision <= this.reward.revision) return;
    this.show(now.value);
    this.changesElsewhere += 1;
  }

  /** False while another tab writes to the reward that is open. */
  get writer(): boolean {
    return this.reward === null || this.followed !== this.reward.id;
  }

  /** Makes a reward the one that is open. */
  show(reward: RewardSummary): void {
    if (this.document?.rewardId !== reward.id) {
      this.document = new PatchDocument(this.services, reward.id, reward.patches, (state) => (this.saved = state));
      this.document.readOnly = this.followed === reward.id;
      this.saved = 'saved';
    } else this.document.follow(reward.patches);
    this.reward = reward;
    this.document.resume();
  }

  clear(): void {
    this.reward = null;
    this.document = null;
    this.saved = 'idle';
  }

  private heard({ reward, what, by, writer }: ProjectEvent): void {
    this.followed = writer ? null : reward.id;
    if (reward.id !== this.reward?.id || this.document === null) return;
    this.reward = reward;
    this.document.readOnly = !writer;
    if (by !== 'editor') this.document.follow(reward.patches);
    this.document.resume();
    this.library.note(reward);
    if (by === 'tab' && what !== 'opened') this.changesElsewhere += 1;
  }
}
