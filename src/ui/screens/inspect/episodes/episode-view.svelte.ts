/** One record as it is looked at: its frames, the frame under the scrubber, and why that frame scores as it does. */
import type { Failure } from '../../../../basics/result';
import type {
  Decision,
  EpisodeFrames,
  EpisodeRanking,
  Explanation,
  Patch,
  RewardSummary,
  Services,
} from '../../../../app/types';
import { newest } from '../../../kit/clock';

/** By the code of `EpisodeFrames.action`. */
const actions = ['allow', 'escalate', 'block'] as const;

export class EpisodeView {
  frames = $state.raw<EpisodeFrames | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Row inside the record. */
  row = $state(0);
  explanation = $state.raw<Explanation | null>(null);
  private readonly services: Services;
  private readonly reward: RewardSummary;
  private readonly patches: readonly Patch[];

  constructor(services: Services, reward: RewardSummary, patches: readonly Patch[]) {
    this.services = services;
    this.reward = reward;
    this.patches = patches;
  }

  /** Reads the frames of a record of a ranking and goes to a row of it. */
  async open(ranking: EpisodeRanking, record: number, row: number): Promise<void> {
    this.row = row;
    const result = await this.services.episodes.frames(ranking.rewardId, ranking.datasetId, record);
    this.frames = result.ok ? result.value : null;
    this.failure = result.ok ? null : result.failure;
    if (result.ok) this.go(row);
  }

  /** Goes to a row, or the nearest that there is. */
  go(row: number): void {
    const rows = this.frames?.energy.length ?? 0;
    if (rows === 0) return;
    this.row = Math.min(rows - 1, Math.max(0, Math.round(row)));
    this.explain(this.row);
  }

  /** Goes to the last row that begins at or before a time in seconds from the start of the episode. */
  goTime(time: number): void {
    const frames = this.frames;
    if (frames === null) return;
    const late = frames.frame.findIndex((frame) => frame * frames.timeStep > time + 1e-6);
    const row = (late < 0 ? frames.frame.length : late) - 1;
    if (row !== this.row) this.go(row);
  }

  /** Raw values of the row under the scrubber, [F]. */
  get raw(): readonly number[] {
    const features = this.reward.features.length;
    return [...(this.frames?.raw.subarray(this.row * features, (this.row + 1) * features) ?? [])];
  }

  /** What the gate decides at the row under the scrubber, in its episode. */
  get decision(): Decision | null {
    const code = this.frames?.action[this.row];
    if (this.frames === null || code === undefined) return null;
    return { action: actions[code], reasons: this.frames.reasons[this.row] };
  }

  /** Seconds from the start of the episode to the row under the scrubber. */
  get time(): number {
    return this.frames === null ? 0 : this.frames.frame[this.row] * this.frames.timeStep;
  }

  private readonly explain = newest(async (row: number) => {
    const explanation = await this.services.inspect.explain(this.raw, this.patches);
    if (row === this.row) this.explanation = explanation;
  });
}
