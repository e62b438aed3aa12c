/** What the Plan screen asks and is told. Plain data: everything here crosses a worker border. */
import type { Result } from '../../basics/result';
import type { Progress } from '../../basics/task';
import type { Interval } from '../../planning/closed-loop';

export type { Interval as PlanInterval } from '../../planning/closed-loop';

/** Lines of a maze: `#` wall, `.` free, `S` start, `G` goal. */
export type MazeRows = readonly string[];

export interface MazeChoice {
  readonly id: string;
  readonly name: string;
  readonly rows: MazeRows;
}

export interface WorldChoice {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Why the reward cannot be asked about it; null where it can. */
  readonly refusal: string | null;
  /** What nameless columns are taken for; null where they have names. */
  readonly byPlace: readonly string[] | null;
}

/** Where the open reward can be planned on. */
export interface PlanChoices {
  readonly mazes: readonly MazeChoice[];
  /** Why the reward cannot be walked by; null where it can. */
  readonly mazeRefusal: string | null;
  readonly worlds: readonly WorldChoice[];
  /** Patches that are on. */
  readonly patches: number;
}

export interface MazeQuestion {
  /** The layout that the planner believes in: that of the demonstrations. */
  readonly believed: MazeRows;
  /** The layout that it walks in. */
  readonly world: MazeRows;
}

export interface MazeRoute {
  /** Places in tiles, flat [x0, y0, x1, …]. */
  readonly path: readonly number[];
  readonly outcome: 'reached' | 'stuck' | 'lost';
  readonly bumps: number;
  /** Mean score of the frames of the route. */
  readonly score: number;
}

export interface MazeAnswer {
  /** Without patches, and with those of now. */
  readonly before: MazeRoute;
  readonly after: MazeRoute;
  /** [grid²] value of each node of the patched plan, y upwards along rows; NaN in believed walls. */
  readonly values: Float32Array;
  readonly grid: number;
  readonly range: readonly [number, number];
  readonly milliseconds: number;
}

export interface LoopQuestion {
  readonly world: string;
  readonly starts: number;
  readonly form: 'score' | 'dense';
  readonly patched: boolean;
}

export interface LoopStart {
  readonly trueReturn: number;
  /** Normalised: chance 0, demonstrator 1. */
  readonly normalised: number;
  /** Mean score of the episode's frames. */
  readonly claim: number;
  readonly frames: number;
}

export interface LoopAnswer {
  readonly question: LoopQuestion;
  readonly normalised: Interval;
  readonly starts: readonly LoopStart[];
  readonly byChance: number;
  readonly byDemonstrator: number;
  /** Mean score of fresh episodes of the world's demonstrator. */
  readonly demonstratorClaim: number;
}

export interface PlanningService {
  choices(rewardId: string): Promise<Result<PlanChoices>>;
  /** The same scene without and with patches. `malformed` where a layout is none. */
  maze(rewardId: string, question: MazeQuestion): Promise<Result<MazeAnswer>>;
  /** A sampling planner climbs the reward in a world. `cancelled` after `stop`. */
  loop(rewardId: string, question: LoopQuestion, onProgress: (progress: Progress) => void): Promise<Result<LoopAnswer>>;
  stop(): Promise<void>;
}
