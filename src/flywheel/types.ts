/**
 * The roles of the flywheel and what passes between them (docs/methods.md 4): red team → verifier → triage → refinement → blue
 * team. Plain data but for `AttackProblem`, `Strategy`, `Refiner` and `Labeller`. F = raw features, D = encoded inputs.
 */
import type { Interval } from '../basics/intervals';
import type { Task } from '../basics/task';
import type { OpenNorm } from '../norms/open-norm';
import type { NormSpace, DemonstrationDistances } from '../norms/rows';
import type { BudgetMeter, Calibration, Patch, PatchEvidence, Points, Scores } from '../reward/types';
import type { Searches } from '../reward/search';
import type { OverruledCluster } from './overruled';
import type { StrategyId } from './red-team';
import type { RefinementStep } from './refinement';

export type { RefinementStep, StrategyId };

/** Written into the ledger before an audit begins. */
export interface AuditSettings {
  /** Score above which a violating point is a flaw, default .05 */
  readonly floor: number;
  /** L, default .10 */
  readonly budget: number;
  /** Widening of the observed range about its centre, default 1.5 */
  readonly box: number;
  /** Candidates of one iteration over all strategies. */
  readonly queries: number;
  readonly maxIterations: number;
  /** Kinds of patch that refinement may use, tried in the order of `refinementSteps`. */
  readonly kinds: readonly RefinementStep[];
  readonly approval: 'automatic' | 'batch' | 'flaw';
  readonly seed: number;
  /** ε of the certificate; null = ε₉₉. */
  readonly epsilon: number | null;
}

/** Corners in raw units, [F]; every statement of an audit is about this box. */
export interface AuditedBox {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Good points with their episodes; `reward` is r before patches, [rows]. */
export interface GoodPoints {
  readonly points: Points;
  /** [rows] episode of each point. */
  readonly episodes: Uint32Array;
  /** [rows] fold that the episode belongs to, −1 where it is in none (validation). */
  readonly folds: Int32Array;
  readonly reward: Float64Array;
}

/** Whoever can say of a point whether it is bad: a person, or a stand-in outside the app. 0 good, 1 bad, 2 no answer. */
export interface Labeller {
  label(points: Points): Promise<Uint8Array>;
}

/** What sculpting has to know of a model with experts. */
export interface Sculpting {
  /** κ_s as calibrated. */
  readonly kappa: number;
  /** One a member. */
  readonly calibrations: readonly Calibration[];
  /** Gates of each member, [rows × experts]. */
  gates(points: Points): readonly { readonly gates: Float64Array; readonly experts: number }[];
}

/** What an audit attacks. Scores are always those under the patches of now. */
export interface AttackProblem {
  readonly space: NormSpace;
  readonly dims: number;
  readonly box: AuditedBox;
  readonly floor: number;
  readonly norms: readonly OpenNorm[];
  readonly distances: DemonstrationDistances;
  /** Demonstrations of train, validation and calibration that passed Phase 0, and points marked good. */
  readonly basin: GoodPoints;
  /** Held-out demonstrations that passed Phase 0; null for a reward that came without its data. */
  readonly heldOut: GoodPoints | null;
  /** ε₉₉, standardised units. */
  readonly epsilon99: number;
  /** u_max and so on are read by the audit gap; NaN where nothing is calibrated. */
  readonly uMax: number;
  readonly labeller: Labeller | null;
  readonly searches: Searches;
  /** Absent or null where the family has no experts. */
  readonly sculpting?: Sculpting | null;
  /** Ids of strategies that are left out; the ablation's switch. */
  readonly without?: readonly StrategyId[];
  readonly task: Task;
  /** Encodes and standardises. @param raw [rows × F] */
  points(raw: Float64Array, rows: number): Points;
  /** Back to raw units. @param x [rows × D] */
  rawOf(x: Float64Array, rows: number): Float64Array;
  /** Under the patches of now. */
  scores(points: Points): Promise<Scores>;
  /** Under any patches. */
  scoresUnder(points: Points, patches: readonly Patch[]): Promise<Scores>;
  /** u of each row. */
  uncertainties(points: Points): Float64Array;
  /** The patches of now. */
  readonly patches: readonly Patch[];
}

/** Where candidates of an attack come from: a strategy, or plain draws of a named distribution. */
export type SourceId = StrategyId | 'box' | 'tube';

export interface Proposal {
  /** [rows × F] raw units, inside the audited box. */
  readonly raw: Float64Array;
  readonly rows: number;
  /** Points that were looked at to find these; at least `rows`. */
  readonly queries: number;
}

/** What people read of a source of candidates. Screens take these words alone, without the search behind them. */
export interface SourceWords<Id extends string = string> {
  readonly id: Id;
  /** Name for people. */
  readonly title: string;
  /** One sentence. */
  readonly hint: string;
  /**
   * What its draws are independent samples of, for people; null for adaptive searches, which only say "not found in q
   * queries". Only named distributions make bounds and count for the audit gap.
   */
  readonly distribution: string | null;
}

/** One way to look for flaws. A new one is a file under `red-team/`, and its names in the index there. */
export interface Strategy<Id extends string = string> extends SourceWords<Id> {
  /** Whether it makes sense here, for example a lattice in at most three dimensions. */
  applies(problem: AttackProblem): boolean;
  /**
   * @param queries how many points it may look at, about
   * @param flaws [n × F] raw, found so far
   * @returns the same bytes for the same problem, quota, seed and flaws
   * @throws Cancelled
   */
  propose(problem: AttackProblem, queries: number, seed: number, flaws: Float64Array): Promise<Proposal>;
}

/** 0 none, 1 violation, 2 inconclusive. */
export type VerdictCode = 0 | 1 | 2;

/** What the verifier says of candidates; every norm is asked about every row. */
export interface Verified {
  readonly points: Points;
  readonly scores: Scores;
  /** [rows] `VerdictCode`: violation of a severe norm, or labelled bad; inconclusive under a severe norm. */
  readonly verdicts: Uint8Array;
  /** [rows] index of the norm that decides (largest severity, then most negative margin), −1 = none, −2 = labelled. */
  readonly norms: Int32Array;
  /** [rows] margin of that norm; NaN when inconclusive or none. */
  readonly margins: Float64Array;
}

/** s > floor at a point that violates, or that was labelled bad. Plain data; `flaws.jsonl` has one a line. */
export interface Flaw {
  readonly id: string;
  /** [F] */
  readonly raw: readonly number[];
  readonly score: number;
  readonly distanceRatio: number;
  /** Id of the norm; null = labelled bad by a person. */
  readonly norm: string | null;
  readonly severity: number;
  readonly margin: number | null;
  readonly strategy: SourceId | 'person' | 'file';
  readonly iteration: number;
}

export type ReviewVerdict = 'waiting' | 'accepted' | 'rejected' | 'abstained';

/** Near-duplicates together; what a person accepts or rejects. */
export interface FlawCluster {
  readonly id: string;
  readonly norm: string | null;
  readonly severity: number;
  readonly flaws: readonly Flaw[];
  /** Raw point of the member nearest to the middle. */
  readonly centre: readonly number[];
  /** Largest distance of a member from the centre, standardised. */
  readonly radius: number;
  /** a of its centre. */
  readonly gap: number;
  /** severity × audit gap × size */
  readonly priority: number;
  readonly verdict: ReviewVerdict;
  /** True for points whose verdict was inconclusive: a person's queue. */
  readonly inconclusive: boolean;
}

/** What people read of a kind of repair. Screens take these words alone, without the repair behind them. */
export interface RefinementWords<Id extends string = string> {
  readonly id: Id;
  /** Name for people. */
  readonly title: string;
  /** One sentence. */
  readonly hint: string;
  /** What speaks for its harmlessness: the certificate over kernels and masks, or a test on unseen episodes. */
  readonly evidence: 'certified' | 'tested';
}

/** One kind of repair (docs/methods.md 2). A new one is a file under `refinement/`, and its names in the index there. */
export interface Refiner<Id extends string = string> extends RefinementWords<Id> {
  /** Patches that cover some of `flaws` and break no rule; may be none. Validated and admitted by the caller. */
  propose(context: RepairContext): Promise<readonly Patch[]>;
}

/** What a refiner works with. */
export interface RepairContext {
  readonly problem: AttackProblem;
  readonly settings: AuditSettings;
  readonly iteration: number;
  /** Accepted flaws that are not covered yet. */
  readonly flaws: readonly Flaw[];
  /** Encoded and scored, in the order of `flaws`. */
  readonly at: Points;
  /** Every accepted flaw of the audit so far, covered or not, raw [n × F]: what a learned patch learns from. */
  readonly known: Float64Array;
  /** Patches of now, with those of earlier steps of this batch. */
  readonly patches: readonly Patch[];
  readonly meter: BudgetMeter;
  readonly modelId: string;
  newId(): string;
}

/** How a patch fared under ≥ 59 fresh queries within its reach. */
export interface PatchAttack {
  readonly id: string;
  readonly queries: number;
  readonly hits: number;
  /** Upper 95 % bound of the share that is still a flaw. */
  readonly bound: number;
}

export interface DamageFigures {
  readonly rows: number;
  readonly max: number;
  readonly mean: number;
  readonly p99: number;
}

/** Blue team's report on a set of patches (docs/methods.md 4). Damage d = r − max(0, r − S), raise ignored. */
export interface DamageReport {
  readonly basin: DamageFigures;
  readonly heldOut: DamageFigures | null;
  /** Seeded points of the tube. */
  readonly offSample: DamageFigures & { readonly shareOverBudget: number };
  readonly certificate: {
    readonly epsilon: number;
    readonly certified: number;
    readonly limit: number;
    readonly over: number;
  };
  readonly patches: readonly {
    readonly id: string;
    readonly evidence: PatchEvidence;
    /** Shares of demonstrations and audited points that it changes, farthest touched distance (standardised). */
    readonly footprint: { readonly demonstrations: number; readonly audited: number; readonly farthest: number };
  }[];
  /** Basin episodes whose enforcement action a patch changed: most restrictive action before and after. */
  readonly changedEpisodes: readonly { readonly episode: number; readonly before: string; readonly after: string }[];
}

/** What may be said after an attack (docs/methods.md 4). */
export interface Convergence {
  /** j-th attempt; α_j = .05/(j(j + 1)). */
  readonly attempt: number;
  /** Named distributions: N draws, hits, bound of the violation mass when there was no hit. */
  readonly distributions: readonly {
    readonly strategy: SourceId;
    readonly name: string;
    readonly draws: number;
    readonly hits: number;
    readonly bound: number | null;
  }[];
  /** "Not found in q queries" of the adaptive ones. */
  readonly searches: readonly { readonly strategy: SourceId; readonly queries: number; readonly hits: number }[];
  /** Strategies that broke down: nothing can be said about what they would have found; absent = none. */
  readonly failed?: readonly SourceId[];
  /** Good–Turing f₁/n: chance that the next flaw is of a new kind; null without a flaw. */
  readonly newKind: number | null;
  /** Share of new flaws of the same generators still above the floor; null when the generators gave none. */
  readonly freshFlawRate: Interval | null;
}

/** One round of attack, review, repair and measurement. */
export interface Iteration {
  readonly number: number;
  readonly queries: number;
  /** Candidates above the floor that violate. */
  readonly found: number;
  readonly verified: number;
  readonly inconclusive: number;
  readonly clusters: readonly FlawCluster[];
  /** Ids of the patches of this batch. */
  readonly patches: readonly string[];
  readonly covered: number;
  /** Accepted flaws that no patch covers within the budget. */
  readonly left: number;
  readonly needsRetraining: readonly {
    readonly flaw: Flaw;
    /** Nearest good points, raw. */
    readonly nearest: readonly (readonly number[])[];
  }[];
  readonly attacks: readonly PatchAttack[];
  /** Clusters that its batch took although a person rejected them, or could not say; absent = none. */
  readonly overruled?: readonly OverruledCluster[];
  readonly damage: DamageReport;
  readonly strategies: readonly {
    readonly strategy: SourceId;
    readonly queries: number;
    readonly hits: number;
    /** Why it broke down, for people; then it found nothing and proved nothing. */
    readonly failed?: string;
  }[];
  /** Share of what would be a flaw without patches that the patches before this iteration left above the floor. */
  readonly freshFlawRate: Interval | null;
  readonly seconds: number;
}
