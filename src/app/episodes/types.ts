/** What the screens see of whole episodes. Plain data only: everything here crosses a worker border. */
import type { Interval } from '../../basics/intervals';
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { Purpose } from '../../demonstrations/demonstrations';
import type { EpisodeVideo } from '../../demonstrations/table';
import type { Decision } from '../../gate/record';
import type { NegativeFigures } from '../../reward/evaluation/figures';

/** One episode under a reward with its current patches; where the split is by blocks, one block of an episode. */
export interface EpisodeRecord {
  /** Place in the data set, from 0. */
  readonly episode: number;
  /** The files' own number. */
  readonly number: number;
  /** Which part it played in training; `new` for every other data set. */
  readonly part: 'fold' | 'validation' | 'test' | 'new';
  /** First row of the record inside its episode, 0 for whole episodes. */
  readonly start: number;
  readonly frames: number;
  /**
   * Conformal p of the trajectory (docs/methods.md 1.4). A fold episode is judged by the member that did not see it, against the
   * other episodes. Null when J < 20: no claim.
   */
  readonly p: number | null;
  /** Largest n, and the row inside the record at which it lies. */
  readonly peakEnergy: number;
  readonly worst: number;
  /** Row inside the record at which enforcement, debounced, first does not allow: where it left the tube. Null: never. */
  readonly leftAt: number | null;
  readonly meanScore: number;
  /** Share of rows that the gate allows without debounce. */
  readonly allowed: number;
}
export interface EpisodeRanking {
  readonly rewardId: string;
  readonly datasetId: string;
  readonly name: string;
  readonly purpose: Purpose;
  /** True for the data set that the reward was trained on. */
  readonly own: boolean;
  /** J, and whether p is claimed (J ≥ 20). */
  readonly foldEpisodes: number;
  readonly claims: boolean;
  /** Smallest p that can come out. */
  readonly resolution: number;
  /** Worst first: by p, then by peak energy. */
  readonly records: readonly EpisodeRecord[];
  /** Spearman correlation of length and peak energy over the records: how much length alone explains; NaN under 3. */
  readonly lengthCorrelation: number;
  /** Held-out demonstrations against the frames of this set, where it is another one than the reward's own; else null. */
  readonly against: NegativeFigures | null;
  readonly videos: readonly EpisodeVideo[];
}
/** One record frame by frame, [rows] each. */
export interface EpisodeFrames {
  readonly score: Float64Array;
  readonly energy: Float64Array;
  readonly distanceRatio: Float64Array;
  /** What the gate decides at each frame of its episode: 0 allow, 1 escalate, 2 block; after the rules of persistence. */
  readonly action: Uint8Array;
  /** The same raw: each frame by itself. */
  readonly rawAction: Uint8Array;
  /** [rows] every reason of it; none where it allows. */
  readonly reasons: readonly Decision['reasons'][];
  /** a of each frame; null before the first audit. */
  readonly gap: Float64Array | null;
  /** p(τ) up to each frame; null where nothing is claimed. */
  readonly trajectory: Float64Array | null;
  /** Frame of the episode in the files. */
  readonly frame: Uint32Array;
  /** [rows × F] raw units. */
  readonly raw: Float32Array;
  /** Seconds between frames. */
  readonly timeStep: number;
}
export interface ComparedFigure {
  readonly id: 'score' | 'allowed' | 'energy';
  /** Mean over the episodes of each set, of an episode's mean s, share allowed, or peak energy. */
  readonly first: number;
  readonly second: number;
  /** Second less first, 95 %. */
  readonly difference: Interval;
}
export interface SetComparison {
  /** True when episodes of the same number are compared one with the other. */
  readonly paired: boolean;
  /** Pairs, or the smaller number of episodes. */
  readonly episodes: number;
  readonly figures: readonly ComparedFigure[];
}
export type EpisodeExport = 'ranking.csv' | 'ranking.parquet' | 'rewards.parquet';
/** Judges whole data sets under a stored reward: triage of its own episodes, and scoring of others. */
export interface EpisodesService {
  /** Scores every frame; kept until another data set or a newer reward is asked for. `cancelled` after `stop`. */
  rank(rewardId: string, datasetId: string, onProgress: (progress: Progress) => void): Promise<Result<EpisodeRanking>>;
  /** Frames of one record of a ranking, by its place in `records`. */
  frames(rewardId: string, datasetId: string, record: number): Promise<Result<EpisodeFrames>>;
  compare(
    rewardId: string,
    first: string,
    second: string,
    onProgress: (progress: Progress) => void,
  ): Promise<Result<SetComparison>>;
  export(
    rewardId: string,
    datasetId: string,
    what: EpisodeExport,
  ): Promise<Result<{ readonly fileName: string; readonly bytes: Uint8Array }>>;
  stop(): Promise<void>;
}
